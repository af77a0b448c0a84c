import { LitElement, type PropertyDeclarations } from 'lit';
import type { GetToken } from '../../../browser/session.js';
import type { HubStore } from '../../../core/hub/hub.js';
import { cardWords } from '../../../localization/load-messages.js';
import type { CardMessages } from '../../../localization/messages.js';
import { CustomStates } from '../controllers/custom-states.js';
import { LocalizeController } from '../controllers/localize-controller.js';

/** What `<integration-hub>` and `<integration-widget>` have in common: whose integrations to show, and from where. */
export class SessionElement extends LitElement {
  static override properties: PropertyDeclarations = {
    tenant: {},
    backend: {},
    tokenUrl: { attribute: 'token-url' },
    token: {},
    env: {},
    theme: { reflect: true },
    locale: {},
    getToken: { attribute: false },
    store: { attribute: false },
  };

  /** Whose integrations to show. Must equal the tenant of the session token. */
  declare tenant: string | undefined;
  /** Address of the backend, with or without a path. Default with the script tag: where the script came from. */
  declare backend: string | undefined;
  /** Where the page's own server hands out session tokens. Default: `/integration-hub/token` of the page's origin. */
  declare tokenUrl: string | undefined;
  /** A session token, instead of `token-url`: it cannot be renewed. */
  declare token: string | undefined;
  /** The environment. Default: `LIVE`. */
  declare env: string | undefined;
  /** `light` or `dark`; absent: the page's `color-scheme`. */
  declare theme: 'light' | 'dark' | undefined;
  /** A BCP 47 tag. Default: the nearest `lang`, then the browser's language. */
  declare locale: string | undefined;
  /** Answers a session token, instead of `token-url`. */
  declare getToken: GetToken | undefined;
  /** A store made by the headless entry, instead of all of the above. */
  declare store: HubStore | undefined;

  /** @internal */
  protected readonly localize: LocalizeController<CardMessages> = new LocalizeController(
    this,
    () => this.inheritedLocale(),
    cardWords,
  );
  /** @internal */
  protected readonly states: CustomStates = new CustomStates(this);

  /** @internal */
  protected inheritedLocale(): string | undefined {
    return this.locale;
  }
}
