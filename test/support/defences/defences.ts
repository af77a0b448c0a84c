/** One change of a source, by a text that stands in it once. */
export type Edit = readonly [file: string, from: string, to: string];

/** A fault, the defence against it, and the test that notices when the defence is gone. */
export interface Defence {
  readonly fault: string;
  /** Switches it off. */
  readonly off: readonly Edit[];
  readonly test: {
    readonly file: string;
    readonly name: string;
    /** A test before it that makes what it is about. */
    readonly needs?: string;
  };
}

const faults = 'test/server/hub/authorizations/sign-in-faults.test.ts';
const returned = 'test/server/hub/authorizations/return.test.ts';
const restart = 'test/server/hub/authorizations/restart.test.ts';
const core = 'test/core/connection/sign-in/sign-in.test.ts';
const opener = 'test/browser/sign-in-opener.test.ts';
const window = 'test/pages/sign-in-window.test.ts';

const machine = 'src/core/connection/machine/connection.machine.ts';
const setup = 'src/core/connection/machine/connection.setup.ts';
const openerSource = 'src/browser/sign-in-opener.ts';
const bind = 'src/server/hub/authorizations/bind-window.ts';
const callback = 'src/server/hub/authorizations/receive-callback.ts';
const finish = 'src/server/hub/authorizations/finish-return.ts';
const views = 'src/server/hub/authorizations/page-loads.ts';
const work = 'src/server/hub/authorizations/sweep.ts';
const providerFetch = 'src/server/platform/oauth/provider-fetch.ts';

/** A first binding no longer keeps the second one out. */
const boundTwice: readonly Edit[] = [
  [bind, 'if (start === undefined || start.bound !== undefined)', 'if (start === undefined)'],
  [bind, "from: ['registered', 'started'] }", "from: ['registered', 'started', 'bound'] }"],
];

/** Those of the sign-in hand-off. */
export const defences: readonly Defence[] = [
  {
    fault: 'popup blocked',
    off: [[setup, 'context.begun?.blocked === true', 'false && context']],
    test: { file: core, name: 'becomes a link, which turns into a sign-in under way once its page has started' },
  },
  {
    fault: '`open` throws',
    off: [[openerSource, '  } catch {\n    // A sandbox', '  } catch (cause) {\n    throw cause;\n    // A sandbox']],
    test: { file: opener, name: 'answers undefined where the browser blocks the window, by null or by a throw' },
  },
  {
    fault: 'closed before sign-in',
    off: [
      [views, "await cancel(ports, row, 'left', { from: ['registered', 'started'], leftAt });", 'void cancel;'],
      [work, "else await cancel(ports, row, 'left', { from: ['registered', 'started'] });", 'else void cancel;'],
    ],
    test: { file: faults, name: 'cancels, 2 s after its last view has left' },
  },
  {
    fault: 'a reload of the start page, and late notices',
    off: [[views, "Object.values(views).includes('here')", 'false']],
    test: { file: faults, name: 'cancels nothing when it was a reload, in whichever order the notices arrive' },
  },
  {
    fault: 'closed right after success',
    off: [[machine, "'window.closed': 'unsure'", "'window.closed': '#connection.authentication.cancelling'"]],
    test: { file: core, name: 'may have closed itself after a success: that is one' },
  },
  {
    fault: 'COOP: `closed` lies of a window that is open',
    off: [[machine, "'window.closed': 'unsure'", "'window.closed': '#connection.authentication.cancelling'"]],
    test: { file: core, name: 'is a hint: it starts a read and asks, and the sign-in goes on' },
  },
  {
    fault: 'COOP: the opener is gone',
    off: [['src/pages/start.page.ts', 'if (proof === undefined) return askPerson(answer);', 'if (proof === undefined) return;']],
    test: { file: window, name: 'asks where it has lost its opener and may return: who, for whom, and with nothing focused' },
  },
  {
    fault: 'COOP: nothing but the server tells how it ended',
    off: [
      [
        machine,
        "waiting: { after: { untilNextLook: 'reading' }, on: { look: 'reading' } },",
        "waiting: { on: { look: 'reading' } },",
      ],
      // The hub's own, for the sign-ins of other pages, sees it as well.
      ['src/core/hub/hub.store.ts', '.filter(({ authorization }) => authorization !== undefined)', '.filter(() => false)'],
    ],
    test: { file: core, name: 'sees the end by its own slow poll where no event arrives' },
  },
  {
    fault: 'hello answered by a wrong origin; proof posted blindly by an evil opener',
    off: [['src/pages/proof-from-opener.ts', 'source !== opener || from !== origin ||', 'source !== opener ||']],
    test: { file: window, name: 'takes no proof from a page of another origin, and lets go of it' },
  },
  {
    fault: 'the provider navigates the page that opened the window',
    off: [['src/pages/start.page.ts', '  window.opener = null;', '']],
    test: { file: window, name: 'takes no proof from a page of another origin, and lets go of it' },
  },
  {
    fault: 'a hello from another origin',
    off: [[openerSource, 'if (origin !== backend.origin || source === null) return;', 'if (source === null) return;']],
    test: { file: opener, name: 'believes no message that comes from another origin, though it comes from the right window' },
  },
  {
    fault: 'a hello from another window',
    off: [[openerSource, 'if (known.handle !== source) return;', '']],
    test: { file: opener, name: 'says nothing to another window, whatever id it names' },
  },
  {
    fault: 'proof of another id',
    off: [[bind, "if (!isSecret(proof, row.proof_hash)) throw new ProblemError('not_permitted');", '']],
    test: { file: faults, name: 'gets no cookie for the proof of another id' },
  },
  {
    fault: 'bind and left by a cross-site form POST',
    off: [
      [
        'src/server/http/serve-route.ts',
        'requireOwnPage(request, started().services.options.publicUrl, row.beacon === true);',
        'void requireOwnPage;',
      ],
    ],
    test: { file: faults, name: 'binds nothing for a page of another site' },
  },
  {
    fault: 'continue by a cross-site form POST',
    off: [
      [
        'src/server/http/serve-route.ts',
        'requireOwnPage(request, started().services.options.publicUrl, row.beacon === true);',
        'void requireOwnPage;',
      ],
    ],
    test: { file: returned, name: 'binds nothing for a page of another site that presses Continue' },
  },
  {
    fault: 'embed framed by an unknown origin',
    off: [['src/server/pages/render-page.ts', "frameAncestors: options.embedOrigins.join(' ')", "frameAncestors: '*'"]],
    test: {
      file: 'test/server/api/public/embed.test.ts',
      name: 'may be framed by the listed origins and no others, and runs our scripts only',
    },
  },
  {
    fault: 'embed given a token from an unknown origin',
    off: [['src/pages/token-from-parent.ts', 'source !== parent || !origins.includes(origin) ||', 'source !== parent ||']],
    test: { file: 'test/browser/token-from-parent.test.ts', name: 'takes none from a page at an origin that is not listed' },
  },
  {
    fault: 'embed given a token from a sibling frame',
    off: [
      ['src/pages/token-from-parent.ts', 'source !== parent || !origins.includes(origin) ||', '!origins.includes(origin) ||'],
    ],
    test: { file: 'test/browser/token-from-parent.test.ts', name: 'takes none from a frame beside it' },
  },
  {
    fault: 'start link forwarded to a person of another tenant',
    off: [[finish, '  row.tenant === session.tenant &&\n', '']],
    test: { file: returned, name: 'makes no token request in the session of another tenant, and has failed then' },
  },
  {
    fault: 'start link forwarded to another person of the tenant',
    off: [[finish, '  row.subject === (session.subject ?? null) &&\n', '']],
    test: {
      file: returned,
      name: 'makes no token request in the session of another person of the same tenant, and has failed then',
    },
  },
  {
    fault: 'returned to a page of another origin',
    off: [[finish, '  row.origin === origin;', '  origin !== undefined;']],
    test: { file: returned, name: 'makes no token request for a page of another origin' },
  },
  {
    fault: 'authorization URL or callback URL forwarded to another browser, also one with a cookie of another authorization',
    off: [
      [
        callback,
        'if (found === undefined || !holdsCookie(ports.options.publicUrl, found, request)) return undefined;',
        'if (found === undefined) return undefined;',
      ],
    ],
    test: { file: faults, name: 'in another browser is refused as one that nobody knows, and burns nothing' },
  },
  {
    fault: 'callback URL forwarded, of a sign-in that is bound at its return',
    off: [
      [
        callback,
        'if (found === undefined || !holdsCookie(ports.options.publicUrl, found, request)) return undefined;',
        'if (found === undefined) return undefined;',
      ],
    ],
    test: { file: returned, name: 'refuses a callback that was forwarded to another browser, and is not burnt by it' },
  },
  {
    fault: 'start link opened twice',
    off: [
      [
        views,
        "if (row.status === 'bound' && holdsCookie(ports.options.publicUrl, row, request)) return { next: 'continue' };",
        "if (row.status === 'bound') return { next: 'continue' };",
      ],
    ],
    test: {
      file: faults,
      name: 'goes on by itself when the browser that bound it loads it again, and says to every other that it goes on elsewhere',
    },
  },
  {
    fault: 'attacker binds by proof, then the victim continues',
    off: boundTwice,
    test: { file: returned, name: 'by the proof is not bound by Continue' },
  },
  {
    fault: 'the victim continues, then the attacker posts the proof',
    off: boundTwice,
    test: { file: returned, name: 'by Continue is not bound by the proof, and still makes no token request without its session' },
  },
  {
    fault: 'callback called twice, and 20 times at once; `state` replayed',
    off: [
      [callback, "if (row.status !== 'bound' || start?.bound === undefined)", 'if (start?.bound === undefined)'],
      [callback, "{ from: ['bound'] }, claim)", "{ from: ['bound', 'returned'] }, claim)"],
    ],
    test: { file: faults, name: 'delivered twenty times at once is exchanged once' },
  },
  {
    fault: 'handle posted twice, and 20 times at once',
    off: [['src/server/hub/authorizations/authorization.rows.ts', "    .where('sealed', '=', before)\n", '']],
    test: { file: returned, name: 'takes its handle once, whatever comes of it' },
  },
  {
    fault: 'callback without the cookie',
    off: [
      [
        'src/server/hub/authorizations/binding-cookie.ts',
        'return value !== undefined && isSecret(value, row.cookie_hash);',
        'return value !== null;',
      ],
    ],
    test: { file: faults, name: 'in another browser is refused as one that nobody knows, and burns nothing' },
  },
  {
    fault: 'cookies blocked, said before the provider',
    off: [
      [
        bind,
        "if (row.status !== 'bound' || !holdsCookie(ports.options.publicUrl, row, request)) return undefined;",
        "if (row.status !== 'bound') return undefined;",
      ],
    ],
    test: { file: faults, name: 'says that cookies are blocked, before the provider is reached' },
  },
  {
    fault: '`error=access_denied`',
    off: [
      [
        callback,
        "  if (words.some((word) => isCancelWord(definition.cancelWords, word))) return { code: 'access_denied' };\n",
        '',
      ],
    ],
    test: { file: faults, name: 'of a person who refused says so in neutral words' },
  },
  {
    fault: 'token endpoint: time-out',
    off: [[providerFetch, 'timeout: 15_000,', 'timeout: 600_000,']],
    test: { file: faults, name: 'loses the code from the address before the token request' },
  },
  {
    fault: 'token endpoint: endless body',
    off: [[providerFetch, 'maximumBytes: 262_144, ', 'maximumBytes: 1e12, ']],
    test: { file: faults, name: 'whose token request is answered with endless_body ends in provider_error' },
  },
  {
    fault: 'token endpoint: no `token_type`',
    off: [[providerFetch, "token_type: 'bearer',", "token_type: pick('token_type'),"]],
    test: { file: faults, name: 'whose tokens come without a type is read all the same' },
  },
  {
    fault: '`iss` wrong',
    off: [[callback, 'named[0] === issuer;', 'true;']],
    test: { file: faults, name: 'that names its issuer wrong makes no token request' },
  },
  {
    fault: '`iss` missing',
    off: [[callback, 'if (named.length === 0) return issuerRequired !== true;', 'if (named.length === 0) return true;']],
    test: { file: faults, name: 'that names its issuer missing makes no token request' },
  },
  {
    fault: '`iss` doubled',
    off: [[callback, '  if (named.length > 1) return false;\n', '']],
    test: { file: faults, name: 'that names its issuer doubled makes no token request' },
  },
  {
    fault: 'the answer of another connector',
    off: [[callback, '  if (start.bound.redirectUri !== ownUrl(ports.options, redirectPath)) return undefined;\n', '']],
    test: { file: faults, name: 'at the redirect URI of another connector is refused' },
  },
  ...['evil.com/', 'evil.com#', 'a.b', '@', '%2f', '\\', 'xn--80ak6aa92e', 'a\u0000b'].map(
    (shop): Defence => ({
      fault: `the shop's name ${JSON.stringify(shop)}`,
      off: [
        ['src/server/platform/oauth/resolve-oauth.ts', 'value === undefined || !isDnsLabel(value)', 'value === undefined'],
        // No JSON brings it as far as there.
        ...(shop.includes('\0') ? [['src/server/http/strict-json.ts', "text.includes('\\0') || ", ''] as const] : []),
      ],
      test: { file: faults, name: `refuses ${JSON.stringify(shop)} as a shop's name` },
    }),
  ),
  {
    fault: 'registration refused while the popup waits',
    off: [
      [
        machine,
        "                { type: 'closeWindow', params: signIn },\n                { type: 'keepError', params: signInError },\n",
        '',
      ],
    ],
    test: { file: core, name: 'closes the window and says why when the registration is refused' },
  },
  {
    fault: 'registered by a page of an origin that is not listed',
    off: [
      [
        'src/server/hub/authorizations/register.ts',
        'if (origin === null || !(options.allowedOrigins.includes(origin) || isFramed(options, origin))) {',
        'if (origin === null || isFramed(options, "")) {',
      ],
    ],
    test: { file: faults, name: 'is refused from an origin that the operator does not list, and from none' },
  },
  {
    fault: 'returned to an address that is not listed',
    off: [
      [
        'src/server/hub/authorizations/register.ts',
        'if (returnUrls.includes(url)) return true;',
        'if (options.returnUrls.some((listed) => url.startsWith(listed))) return true;',
      ],
    ],
    test: { file: returned, name: 'is one of the operator’s list, or on loopback any page of an allowed origin' },
  },
  {
    fault: 'session token expired mid-way',
    off: [['src/browser/request.ts', '      if (renewed) throw error;\n', '      throw error;\n']],
    test: { file: 'test/browser/backend-client.test.ts', name: 'renews the token once when it is refused' },
  },
  {
    fault: 'backend restarted mid-way: what was left while it was down',
    off: [[work, "else await cancel(ports, row, 'left', { from: ['registered', 'started'] });", 'else void cancel;']],
    test: { file: restart, name: 'ends what was left while it was down' },
  },
  {
    fault: 'backend restarted mid-way: an exchange is under way',
    off: [['src/server/platform/background.ts', '    while (this.#work.size > 0) await Promise.all(this.#work);\n', '']],
    test: { file: restart, name: 'waits for an exchange that is under way when it stops' },
  },
  {
    fault: 'a crash between claim and exchange',
    off: [[work, "await fail(ports, row, { code: 'interrupted' }, ['returned']);", 'void fail;']],
    test: { file: faults, name: 'whose exchange a crash cut off fails after a minute, and can be tried again' },
  },
  {
    fault: 'what came back is never taken up',
    off: [[finish, 'now().getTime() - row.claimed_at.getTime() > claimGrace', 'now().getTime() < claimGrace']],
    test: { file: returned, name: 'keeps what came back for a minute' },
  },
  {
    fault: 'network lost while waiting',
    off: [
      [
        machine,
        "onError: { target: 'waiting', actions: 'countLook' },",
        "onError: { target: '#connection.authentication.settling' },",
      ],
    ],
    test: { file: core, name: 'goes on where the network is lost while it waits, and sees the end once it is back' },
  },
  {
    fault: 'stream cut every 2 s',
    off: [['src/browser/event-stream.ts', "lastId === '' ? {} : { 'last-event-id': lastId }", '{}']],
    test: { file: 'test/browser/event-stream.test.ts', name: 'survives being cut every two seconds without missing an event' },
  },
  {
    fault: 'eight tabs open',
    off: [['src/browser/stream-slots.ts', 'if (own.newer.size < limit) return;', 'return;']],
    test: { file: 'test/browser/stream-slots.test.ts', name: 'leaves two streams open when nine tabs ask, those of the newest' },
  },
  {
    fault: 'element removed and put back',
    off: [
      [
        'src/browser/page-registry.ts',
        'if (entry.holders > 0 || entries.get(key) !== entry) return;',
        'if (entries.get(key) !== entry) return;',
      ],
    ],
    test: {
      file: 'test/browser/page-registry.test.ts',
      name: 'lives on while somebody holds it, and through a move within the page',
    },
  },
  {
    fault: 'tenant changed mid-way',
    off: [
      [
        'src/elements/shared/session/session-controller.ts',
        'const parts = [tenant, backend, tokenUrl,',
        'const parts = [backend,',
      ],
    ],
    test: { file: 'test/elements/sessions.test.ts', name: 'may change: another tenant’s integrations come' },
  },
  {
    fault: 'two widgets at once',
    off: [
      [
        openerSource,
        '      pending.set(id, { proof, handle: opened });',
        '      pending.clear();\n      pending.set(id, { proof, handle: opened });',
      ],
    ],
    test: { file: opener, name: 'keeps two sign-ins apart that go on at once' },
  },
  {
    fault: 'two tabs on one widget',
    off: [
      ['src/server/hub/authorizations/register.ts', 'await supersede(transaction, ports, inserted)', '[] as AuthorizationRow[]'],
    ],
    test: { file: faults, name: 'is told by a second registration of the same place that it is over' },
  },
  {
    fault: 'past the deadline',
    off: [
      ['src/server/hub/authorizations/states.ts', '!isOpen(row) || row.expires_at > ports.now()', "row.status !== 'expired'"],
    ],
    test: { file: faults, name: 'past the deadline is refused' },
  },
  {
    fault: 'browser clock an hour off',
    off: [['src/browser/session.ts', 'iat === undefined ? exp * 1000 - now : (exp - iat) * 1000', 'exp * 1000 - now']],
    test: { file: 'test/browser/session.test.ts', name: 'does not mind a clock that is an hour off' },
  },
  {
    fault: 'host page reloaded',
    off: [[setup, 'isOpenElsewhere: ({ context }) => context.facts.authorization !== undefined', 'isOpenElsewhere: () => false']],
    test: { file: core, name: 'cancels and reopens a sign-in that began before the page was loaded again' },
  },
  {
    fault: '`form_post`, 307',
    off: [['src/server/api/sign-in/callback.ts', "  audience: 'public',", "  audience: 'own_page',"]],
    test: { file: faults, name: 'posted as a form is bounced once through a GET, which carries the cookie' },
  },
  {
    fault: 'fewer scopes than required',
    off: [['src/server/hub/authorizations/exchange.ts', '    requireScopes(client, tokens);\n', '']],
    test: { file: faults, name: 'with fewer scopes than the connection needs keeps nothing' },
  },
  {
    fault: 'cancelled while the code is exchanged',
    off: [
      [
        'src/server/hub/authorizations/exchange.ts',
        "transition(transaction, row, { from: ['returned'] }, change",
        "transition(transaction, row, { from: ['returned', 'cancelled'] }, change",
      ],
    ],
    test: { file: faults, name: 'that is cancelled while its code is exchanged stores nothing, and gives the tokens back' },
  },
  {
    fault: 'same account twice in a multi-connection widget',
    off: [
      ['src/server/hub/authorizations/exchange.ts', "  if (place.isTaken) throw new UnwantedTokensError('same_account');\n", ''],
    ],
    test: {
      file: 'test/server/hub/removal/several-connections.test.ts',
      name: 'notices the same account twice, and leaves the first one alive',
    },
  },
  {
    fault: 'same account from two windows at once',
    off: [
      [
        'src/server/hub/authorizations/exchange.ts',
        'await newAccountPlace(transaction, connection, row, kept.account)',
        'await accountPlace(transaction, connection, row.dependency, kept.account?.key)',
      ],
    ],
    test: {
      file: 'test/server/hub/removal/several-connections.test.ts',
      name: 'lets one of two windows win that come back with the same account at the same time',
    },
  },
  {
    fault: 'another account on reconnect',
    off: [
      [
        'src/server/hub/authorizations/exchange.ts',
        'if (was !== undefined && account !== undefined) {',
        'if (was !== was && account !== undefined) {',
      ],
    ],
    test: {
      file: 'test/server/hub/authorizations/another-account.test.ts',
      name: 'is asked about on every page of the tenant, and its window closes itself',
    },
  },
  {
    fault: 'another account on reconnect, and nobody answers',
    off: [
      [
        'src/server/hub/authorizations/held-tokens.ts',
        '      await giveBackTokensOf(ports, row);\n      await takeTokens(queries, row);\n',
        '      void row;\n',
      ],
    ],
    test: { file: 'test/server/hub/authorizations/another-account.test.ts', name: 'is given back at the deadline' },
  },
];
