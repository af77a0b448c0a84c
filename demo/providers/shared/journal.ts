import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from 'node:fs';
import { dirname } from 'node:path';

/** An append-only list. With a file, an entry is on its way to the disk before `append` returns, so `kill -9` loses none. */
export interface Journal<Entry> {
  readonly entries: readonly Entry[];
  append(entry: Entry): void;
}

/** Opens a journal (JSON lines). A last line that a kill cut short is dropped; any other unreadable line throws. */
export function openJournal<Entry>(file?: string): Journal<Entry> {
  const entries: Entry[] = file ? readJournal<Entry>(file) : [];
  return {
    entries,
    append(entry) {
      if (file) appendFileSync(file, `${JSON.stringify(entry)}\n`, { mode: 0o600 });
      entries.push(entry);
    },
  };
}

function readJournal<Entry>(file: string): Entry[] {
  mkdirSync(dirname(file), { recursive: true });
  if (!existsSync(file)) return [];
  const bytes = readFileSync(file);
  const end = bytes.lastIndexOf(10) + 1;
  if (end < bytes.length) truncateSync(file, end);
  const lines = bytes.subarray(0, end).toString('utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Entry);
}
