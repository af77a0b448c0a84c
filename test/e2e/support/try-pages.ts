import { createServer, type Server } from 'node:http';
import type { World } from './world.js';

/** Another site of the host's, on a port of its own, whose pages hold what a test writes into them. */
export class TryPages {
  readonly origin: string;
  readonly #server: Server;
  #markup = '';

  private constructor(server: Server, port: number) {
    this.#server = server;
    this.origin = `http://localhost:${port}`;
  }

  static async start(world: World, port: number): Promise<TryPages> {
    const server = createServer();
    const pages = new TryPages(server, port);
    server.on('request', (request, response) => {
      const path = (request.url ?? '/').split('?')[0];
      if (path === '/integration-hub/token') {
        fetch(`${world.host}/integration-hub/token`)
          .then((answer) => answer.text())
          .then(
            (text) => response.writeHead(200, { 'content-type': 'application/json' }).end(text),
            () => response.destroy(),
          );
      } else if (path === '/try') {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(pages.#page(world));
      } else response.writeHead(204).end();
    });
    await new Promise<void>((resolve) => server.listen(port, 'localhost', resolve));
    return pages;
  }

  /** The address of a page with this markup. */
  with(markup: string): string {
    this.#markup = markup;
    return `${this.origin}/try`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #page({ backendUrl }: World): string {
    return `<!doctype html><html lang="en"><title>Try</title>
<script type="module" src="${backendUrl}/integration-hub.js"></script>
<body>${this.#markup}`;
  }
}
