export interface Server {
  /** Answers a request. Until `start()` has resolved, and from `stop()` on: 503 with `Retry-After`. */
  fetch(request: Request, connectionInfo?: { readonly address?: string }): Promise<Response>;
  /**
   * Opens the database, migrates it, checks what the code defines, and carries on runs.
   *
   * @throws {CatalogueError} with everything that is wrong in what the code defines
   * @throws {StoreError} where the database cannot be used
   * @throws {VaultError} where the keys are not those of what is stored
   * @throws {RunnerInUseError} where this process runs flows for another server already
   */
  start(): Promise<void>;
  /** Ends streams, waits for requests under way, leaves runs to whoever carries them on, and closes the database. */
  stop(): Promise<void>;
}
