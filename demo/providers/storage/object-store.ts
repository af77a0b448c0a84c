import { createHash, randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Journal, openJournal } from '../shared/journal.js';
import { crc32c } from './crc32c.js';

/** One object as it is stored; a new one for every overwrite. */
export interface StoredObject {
  bucket: string;
  name: string;
  /** Microseconds, always growing. */
  generation: number;
  contentType: string;
  bytes: number;
  md5Hash: string;
  crc32c: string;
  metadata?: Record<string, string>;
  /** ISO 8601. */
  createdAt: string;
}

/** What a test reads: who wrote what, and what was refused. */
export interface StorageEvent {
  /** ISO 8601. */
  at: string;
  bucket: string;
  name: string;
  bytes: number;
  /** Of the object written or deleted; where refused, of the one that is there (0: none). */
  generation: number;
  outcome: 'stored' | 'precondition_failed' | 'deleted';
}

interface Line extends StorageEvent {
  object?: StoredObject;
}

export interface Upload {
  bucket: string;
  name: string;
  contentType: string;
  content: Buffer;
  metadata?: Record<string, string>;
  /** 0: must not exist. */
  ifGenerationMatch?: number | undefined;
}

/**
 * Objects on disk. The log is the truth: bytes are written to a file of their own first, the line that is appended then
 * makes them an object, so a kill at any moment leaves each write done or not done.
 */
export class ObjectStore {
  readonly #directory: string;
  readonly #journal: Journal<Line>;
  readonly #objects = new Map<string, StoredObject>();
  #lastGeneration = 0;

  constructor(dataDirectory: string) {
    this.#directory = join(dataDirectory, 'objects');
    mkdirSync(this.#directory, { recursive: true });
    this.#journal = openJournal<Line>(join(dataDirectory, 'log.jsonl'));
    for (const { object, outcome, bucket, name, generation } of this.#journal.entries) {
      this.#lastGeneration = Math.max(this.#lastGeneration, generation);
      if (outcome === 'deleted') this.#objects.delete(key(bucket, name));
      if (object) this.#objects.set(key(bucket, name), object);
    }
    this.#sweep();
  }

  get log(): StorageEvent[] {
    return this.#journal.entries.map(({ at, bucket, name, bytes, generation, outcome }) => ({
      at,
      bucket,
      name,
      bytes,
      generation,
      outcome,
    }));
  }

  find(bucket: string, name: string): StoredObject | undefined {
    return this.#objects.get(key(bucket, name));
  }

  /** Of one bucket, by name in the order of their UTF-8 bytes. */
  list(bucket: string, prefix = ''): StoredObject[] {
    const found = [...this.#objects.values()].filter((object) => object.bucket === bucket && object.name.startsWith(prefix));
    return found.sort((left, right) => Buffer.compare(Buffer.from(left.name), Buffer.from(right.name)));
  }

  read(object: StoredObject): Promise<Buffer> {
    return readFile(this.#file(object));
  }

  /** Undefined: the precondition did not hold, nothing was stored. */
  async write({ bucket, name, contentType, content, metadata, ifGenerationMatch }: Upload): Promise<StoredObject | undefined> {
    const beside = join(this.#directory, `${randomUUID()}.part`);
    await writeFile(beside, content);
    // From here to the line in the log nothing waits, so of two uploads with the same precondition one wins.
    const before = this.find(bucket, name);
    const event = { at: new Date().toISOString(), bucket, name, bytes: content.length };
    if (ifGenerationMatch !== undefined && ifGenerationMatch !== (before?.generation ?? 0)) {
      this.#journal.append({ ...event, generation: before?.generation ?? 0, outcome: 'precondition_failed' });
      rmSync(beside);
      return undefined;
    }
    this.#lastGeneration = Math.max(this.#lastGeneration + 1, Date.now() * 1000);
    const object: StoredObject = {
      bucket,
      name,
      generation: this.#lastGeneration,
      contentType,
      bytes: content.length,
      md5Hash: createHash('md5').update(content).digest('base64'),
      crc32c: crc32c(content),
      ...(metadata ? { metadata } : {}),
      createdAt: event.at,
    };
    renameSync(beside, this.#file(object));
    this.#journal.append({ ...event, generation: object.generation, outcome: 'stored', object });
    this.#objects.set(key(bucket, name), object);
    if (before) rmSync(this.#file(before), { force: true });
    return object;
  }

  delete(object: StoredObject): void {
    const { bucket, name, bytes, generation } = object;
    this.#journal.append({ at: new Date().toISOString(), bucket, name, bytes, generation, outcome: 'deleted' });
    this.#objects.delete(key(bucket, name));
    rmSync(this.#file(object), { force: true });
  }

  #file({ generation }: StoredObject): string {
    return join(this.#directory, String(generation));
  }

  /** Removes bytes that a kill left without a line in the log. */
  #sweep(): void {
    const known = new Set([...this.#objects.values()].map(({ generation }) => String(generation)));
    for (const file of readdirSync(this.#directory)) if (!known.has(file)) rmSync(join(this.#directory, file));
  }
}

const key = (bucket: string, name: string) => `${bucket}/${name}`;
