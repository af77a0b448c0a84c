import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { StoreError } from '../store-error.js';

// Not a literal in `new URL`, which bundlers take for an asset of theirs.
const workerFile = './pglite-worker.js';

/** An empty database, packed: beside the build, and where the build takes it from. */
const archives = [
  './empty-database.tgz',
  '../../../../../node_modules/@electric-sql/pglite-prepopulatedfs/dist/prepopulatedfs.tgz',
].map((path) => fileURLToPath(new URL(path, import.meta.url)));

/**
 * Makes an empty database in a directory that is there and empty. Unpacking one takes a third of the time and half of the memory that
 * making one anew does, which is left for where it cannot be had, or is of another version than PGlite.
 *
 * @throws {StoreError} `database_failed`
 */
export async function makeDatabase(directory: string, packed: string | undefined = archives.find(existsSync)): Promise<void> {
  // Without what this process was told to load: the entry needs none of it. What runs once is compiled fast, in half the time.
  const make = (...from: string[]) =>
    promisify(execFile)(process.execPath, [
      '--liftoff-only',
      fileURLToPath(new URL(workerFile, import.meta.url)),
      directory,
      ...from,
    ]);
  try {
    if (packed !== undefined) {
      try {
        await make(packed);
        return;
      } catch {
        for (const file of await readdir(directory)) await rm(join(directory, file), { recursive: true });
      }
    }
    await make();
  } catch (cause) {
    throw new StoreError('database_failed', `The embedded database could not be made in ${directory}`, { cause });
  }
}

interface Pending {
  resolve(reply: unknown): void;
  reject(error: Error): void;
}

/** One PGlite in a thread of its own, so that a slow query does not hold up this one. */
export class PGliteThread {
  readonly #directory: string;
  readonly #worker: Worker;
  #pending: Pending | undefined;
  #failure: StoreError | undefined;

  private constructor(directory: string) {
    this.#directory = directory;
    this.#worker = new Worker(new URL(workerFile, import.meta.url), { workerData: { directory } });
    this.#worker.on('message', (reply) => {
      this.#pending?.resolve(reply);
    });
    this.#worker.on('error', (cause) => this.#fail(cause));
    this.#worker.on('exit', () => this.#fail());
  }

  /**
   * Opens the database in `directory`, creating it when the directory is empty.
   *
   * @throws {StoreError} `database_failed`
   */
  static async start(directory: string): Promise<PGliteThread> {
    const thread = new PGliteThread(directory);
    const greeting = await thread.#reply();
    if (greeting !== 'ready') throw new StoreError('database_failed', 'The thread of the embedded database did not start');
    return thread;
  }

  /** Sends messages of the PostgreSQL protocol and answers the server's. One call at a time. */
  async execute(messages: Uint8Array): Promise<Buffer> {
    const reply = await this.#ask(messages);
    if (!(reply instanceof Uint8Array)) throw new StoreError('database_closed', 'The embedded database is closed');
    return Buffer.from(reply.buffer, reply.byteOffset, reply.byteLength);
  }

  async close(): Promise<void> {
    if (this.#failure) return;
    const reply = await this.#ask('close');
    if (reply !== 'closed') throw new StoreError('database_failed', 'The embedded database was closed while it worked');
    await this.terminate();
  }

  /** Ends the thread at once, as a crash would. What the database has acknowledged stays. */
  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }

  #ask(message: Uint8Array | 'close'): Promise<unknown> {
    if (this.#failure) return Promise.reject(this.#failure);
    if (this.#pending)
      return Promise.reject(new StoreError('database_failed', 'The embedded database answers one call at a time'));
    this.#worker.postMessage(message);
    return this.#reply();
  }

  /** The thread keeps the process alive only while it works. */
  async #reply(): Promise<unknown> {
    this.#worker.ref();
    try {
      return await new Promise((resolve, reject) => {
        this.#pending = { resolve, reject };
      });
    } finally {
      this.#pending = undefined;
      this.#worker.unref();
    }
  }

  #fail(cause?: unknown): void {
    if (this.#failure) return;
    this.#failure = new StoreError('database_failed', `The embedded database in ${this.#directory} has stopped`, { cause });
    this.#pending?.reject(this.#failure);
  }
}
