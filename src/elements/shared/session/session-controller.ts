import type { ReactiveController, ReactiveControllerHost } from 'lit';
import { readHubOptions } from '../../../browser/hub-request.js';
import { type HubLease, pageRegistry } from '../../../browser/page-registry.js';
import type { GetToken } from '../../../browser/session.js';
import { IntegrationError } from '../../../core/errors.js';
import type { HubStore } from '../../../core/hub/hub.js';
import { Later } from '../controllers/later.js';
import type { DeveloperFault } from '../mistakes/developer-fault.js';
import { defaultBackend } from './default-backend.js';

/** What a page says about whose integrations to show, and where they come from. */
export interface SessionSource {
  readonly tenant: string | undefined;
  readonly backend: string | undefined;
  readonly tokenUrl: string | undefined;
  readonly token: string | undefined;
  readonly env: string | undefined;
  readonly getToken: GetToken | undefined;
  readonly store: HubStore | undefined;
}

export type Session =
  /** The page has not said enough yet. */
  | { readonly status: 'waiting' }
  | { readonly status: 'mistaken'; readonly fault: DeveloperFault }
  | { readonly status: 'open'; readonly store: HubStore };

const waiting: Session = { status: 'waiting' };

/** How long a page may take to set what its framework sets after the element is made. */
const patience = 200;

/**
 * Opens the hub store that the element's attributes ask for, and another one when they change. Stores are shared by every element of
 * the page with the same attributes; this one is let go in the turn after the element has left the document, unless it was only moved.
 */
export class SessionController implements ReactiveController {
  readonly #host: ReactiveControllerHost & Element & SessionSource;
  readonly #late: Later;
  #opened: { readonly parts: readonly unknown[]; readonly lease: HubLease } | undefined;

  constructor(host: ReactiveControllerHost & Element & SessionSource) {
    this.#host = host;
    this.#late = new Later(host, patience);
    host.addController(this);
  }

  /** Call it while drawing. @param wanted false where something else provides the store, such as a hub around the element */
  resolve(wanted: boolean): Session {
    return wanted && this.#host.isConnected ? this.#resolve() : waiting;
  }

  hostConnected(): void {
    this.#host.requestUpdate();
  }

  hostDisconnected(): void {
    queueMicrotask(() => {
      if (!this.#host.isConnected) this.#close();
    });
  }

  #resolve(): Session {
    const { tenant, backend, tokenUrl, token, env, getToken, store } = this.#host;
    if (store !== undefined) {
      this.#close();
      return { status: 'open', store };
    }
    const given = tenant !== undefined && tenant !== '';
    const late = this.#late.passed(!given);
    if (!given) {
      this.#close();
      return late ? this.#mistaken(new IntegrationError('missing_tenant')) : waiting;
    }
    const parts = [tenant, backend, tokenUrl, token, env, getToken];
    if (this.#opened !== undefined && parts.every((part, index) => Object.is(part, this.#opened?.parts[index]))) {
      return { status: 'open', store: this.#opened.lease.hub };
    }
    try {
      const request = readHubOptions({
        tenant,
        backend: backend ?? defaultBackend(),
        environment: env,
        tokenUrl,
        token,
        getToken,
      });
      // Opened before the old one is let go: what they share stays.
      const lease = pageRegistry().acquire(request);
      this.#close();
      this.#opened = { parts, lease };
      return { status: 'open', store: lease.hub };
    } catch (cause) {
      this.#close();
      return this.#mistaken(IntegrationError.from(cause));
    }
  }

  #mistaken({ code, hint }: IntegrationError): Session {
    return { status: 'mistaken', fault: { code, hint } };
  }

  #close(): void {
    this.#opened?.lease.release();
    this.#opened = undefined;
  }
}
