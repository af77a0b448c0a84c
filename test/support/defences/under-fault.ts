import type { Defence } from './defences.js';

const parsing = 'src/contract/rules/exact-number.ts';
const starting = 'src/server/hub/actions/start-due.ts';
const schedules = 'test/server/hub/actions/schedules.test.ts';
const events = 'test/server/api/session/events.test.ts';
const listening = 'test/server/listen.test.ts';
const manyCards = 'test/elements/integration-hub/many-cards.test.ts';
const plantedSecrets = 'test/server/planted-secrets.test.ts';

/** Faults of a server that is attacked, or whose machines and flows fail it, and of a page with many cards. */
export const defencesUnderFault: readonly Defence[] = [
  {
    fault: 'a number with many zeros holds the server',
    off: [
      [
        parsing,
        "while (after < digits.length - before && digits[digits.length - 1 - after] === '0') after += 1;",
        'after = /0+$/.exec(digits)?.[0].length ?? 0;',
      ],
    ],
    test: {
      file: 'test/server/http/strict-json.test.ts',
      name: 'takes at most ten times as long for ten times as much of zeros behind a point',
    },
  },
  {
    fault: 'a run leaves something behind in the runtime',
    off: [
      [
        'src/server/hub/runner/flow-scope.ts',
        '=> scopes.run(scope, work);',
        '=> new AsyncLocalStorage<FlowScope>().run(scope, () => scopes.run(scope, work));',
      ],
    ],
    test: {
      file: 'test/server/hub/runner/flow-scope.test.ts',
      name: 'leaves nothing behind in the process that every later promise pays for',
    },
  },
  {
    fault: 'a promise that nobody waits for ends the process',
    off: [
      [
        'src/server/hub/runner/stray-rejections.ts',
        'if (scope !== undefined) log',
        'if (scope !== undefined) throw cause;\n    else if (scope) log',
      ],
    ],
    test: {
      file: 'test/server/hub/runner/stray-rejections.test.ts',
      name: 'ends neither the process nor the run when it fails, and is logged with its run',
    },
  },
  {
    fault: 'a run ends one process after another',
    off: [['src/server/hub/runner/takeover.ts', 'const mostDeaths = 3;', 'const mostDeaths = 300;']],
    test: {
      file: 'test/server/hub/runner/deadly.test.ts',
      name: 'a run that ended its process three times is ended as interrupted, and no other one with it',
    },
  },
  {
    fault: 'schedules that cannot be started stand before the others',
    off: [[starting, 'if (!isDatabaseAway(cause)) await putOff(ports, due);', 'void putOff;']],
    test: { file: schedules, name: 'starts behind a hundred others that cannot be started' },
  },
  {
    fault: 'a lost key is replaced by a new one',
    off: [['src/server/platform/vault/embedded-keys.ts', 'if (needed.length > 0) {', 'if (needed.length > 1e9) {']],
    test: {
      file: 'test/server/hub/upkeep/prove-keys.test.ts',
      name: 'whose keys are gone makes none in their place, and starts with them again',
    },
  },
  {
    fault: 'the words of any error are for people',
    off: [
      [
        'src/server/hub/runner/execute-run.ts',
        'message: flowText(run, known?.message),',
        'message: flowText(run, String(cause)),',
      ],
    ],
    test: {
      file: plantedSecrets,
      name: 'reaches nobody by an error: the message',
      needs: 'stays where it is when it is saved',
    },
  },
  {
    fault: 'a secret that is known by its value is logged',
    off: [['src/server/platform/create-log.ts', 'let hidden = hideSecrets(text);', 'void hideSecrets;\n    let hidden = text;']],
    test: {
      file: 'test/server/platform/create-log.test.ts',
      name: 'knows a secret by what was read, and by as much of it as tells it',
    },
  },
  {
    fault: 'a long text of others holds the log',
    off: [
      [
        'src/server/platform/create-log.ts',
        'const hidden = this.#clean(whole.slice(0, most + lookahead));',
        'const hidden = this.#clean(whole);',
      ],
      [
        'src/server/platform/create-log.ts',
        'const most = Math.min(longest, this.#left);',
        'const most = Number.MAX_SAFE_INTEGER;',
      ],
    ],
    test: {
      file: 'test/server/platform/create-log.test.ts',
      name: 'takes a short task for a line, whatever somebody put into it',
    },
  },
  {
    fault: 'progress is asked for at every event',
    off: [
      [
        'src/core/hub/follow-events.ts',
        'if (isProgress(event) && isTaken(event, held)) return;',
        'void isProgress;\n      void isTaken;',
      ],
    ],
    test: { file: 'test/core/hub/progress.test.ts', name: 'comes with its events, at once, and is not asked for' },
  },
  {
    fault: 'pages that come back at once use up the limit of their tenant',
    off: [['src/server/http/rate-limits.ts', 'export const LIGHT = 1;', 'export const LIGHT = 10;']],
    test: { file: 'test/server/http/stampede.test.ts', name: 'are served, and what they read is counted still' },
  },
  {
    fault: 'an idle server asks its database again and again',
    off: [
      [
        'src/server/hub/runner/quiet-polls.ts',
        'if (known !== undefined && performance.now() < known.until) return known.answer;',
        'void known;',
      ],
    ],
    test: {
      file: 'test/server/hub/runner/quiet-polls.test.ts',
      name: 'are answered without the database while nothing waits, and sent again when a run is queued',
    },
  },
  {
    fault: 'the key of a request waits for a process that is dead',
    off: [
      [
        'src/server/http/idempotency.rows.ts',
        "is('idempotency.owner', 'not in', is.selectFrom('executors').select('id').where(sql<boolean>`beat > '-infinity'`)),",
        "is('idempotency.owner', 'is', sql<null>`null`),",
      ],
    ],
    test: { file: 'test/server/http/idempotency.test.ts', name: 'of a request whose process is dead is taken over at once' },
  },
  {
    fault: 'the key of a request stays taken where the database was away',
    off: [
      ['src/server/http/idempotency.ts', 'await settle(ports, (queries) => forgetAnswer(queries, claim));', 'void forgetAnswer;'],
    ],
    test: { file: 'test/server/http/idempotency-away.test.ts', name: 'is free again soon where the work has failed' },
  },
  {
    fault: 'a password in a row cannot be saved again',
    off: [['src/server/hub/configurations/kept-secrets.ts', '} else filled[key] = kept;', '} else delete filled[key];']],
    test: {
      file: 'test/server/hub/configurations/sealed-configurations.test.ts',
      name: 'in a row is kept where the row goes, is replaced and goes with its row, and is typed again where it is there no more',
    },
  },
  {
    fault: 'nobody is told whose host a sign-in leads to',
    off: [
      ['src/server/hub/authorizations/screens.ts', 'const isDoubtful = server?.isKnown === false;', 'const isDoubtful = false;'],
    ],
    test: {
      file: 'test/server/hub/authorizations/hosts.test.ts',
      name: 'is named before a person goes there, with a warning where the operator has not named it',
    },
  },
  {
    fault: 'the name of a key that is no text is our fault',
    off: [
      [
        'src/server/platform/tokens/verify-token.ts',
        "return typeof kid === 'string' ? kid : undefined;",
        'return kid as string;',
      ],
    ],
    test: { file: 'test/server/platform/tokens/sessions.test.ts', name: 'is refused when it names {"toString":1} as its key' },
  },
  {
    fault: 'an image with a percent sign is our fault',
    off: [
      [
        'src/server/hub/widgets/stored-images.ts',
        'const bytes = percentDecoded(text);',
        'void percentDecoded;\n  const bytes = Buffer.from(decodeURIComponent(text));',
      ],
    ],
    test: {
      file: 'test/server/hub/widgets/stored-images.test.ts',
      name: 'is served as a browser would read it, percent signs that begin no byte too',
    },
  },
  {
    fault: 'streams of tokens that name nobody share their places',
    off: [
      [
        'src/server/http/event-streams.ts',
        'session.subject === undefined ? { token: session.token } : session.subject',
        "session.subject ?? ''",
      ],
    ],
    test: { file: events, name: 'of a token that names nobody takes no place of another one' },
  },
  {
    fault: 'the ids of events tell what other tenants do',
    off: [
      [
        'src/server/platform/vault/opaque-ids.ts',
        'of: (number) => make(number, new Uint8Array(SALT)),',
        'of: (number) => number,',
      ],
    ],
    test: { file: events, name: 'tells no tenant by its ids what others do' },
  },
  {
    fault: 'an address of this machine in the clothes of another family',
    off: [
      [
        'src/server/platform/outgoing/public-address.ts',
        "&& (parsed.kind() === 'ipv4' || isGlobal(parsed as ipaddr.IPv6))",
        '|| isGlobal(parsed as ipaddr.IPv6)',
      ],
      ['src/server/platform/outgoing/public-address.ts', 'first >> 13 === 1', 'first < 0x10000'],
    ],
    test: { file: 'test/server/platform/outgoing/safe-fetch.test.ts', name: 'is not made to https://[::a9fe:a9fe]/' },
  },
  {
    fault: 'a request that never arrives holds a place',
    off: [['src/server/listen.ts', 'requestTimeout: requestTime,', 'requestTimeout: 300_000,']],
    test: { file: listening, name: 'holds no place for a request that does not arrive' },
  },
  {
    fault: 'a server that stops leaves the step under way',
    off: [['src/server/hub/runner/execution.ts', 'while (this.#underWay.size > 0) await Promise.all(this.#underWay);', '']],
    test: { file: 'test/server/hub/runner/stop.test.ts', name: 'lets the step under way end, and begins no other one' },
  },
  {
    fault: 'progress jumps back while a run is carried on',
    off: [
      [
        'src/server/hub/runner/run-record.ts',
        'if (this.#engine.isReplaying) this.#wait();',
        'if (this.#engine === undefined) this.#wait();',
      ],
    ],
    test: { file: 'test/server/hub/runner/stop.test.ts', name: 'is told to nobody as if its runs had begun again' },
  },
  {
    fault: 'what was remembered of a step is moved to another one',
    off: [
      [
        'src/server/hub/runner/step-value.ts',
        'if (answer.run === run && answer.step === step) return',
        'if (answer.run === run || answer.step === step || step >= 0) return',
      ],
    ],
    test: {
      file: 'test/server/hub/runner/step-value.test.ts',
      name: 'what was remembered of a step is taken for no other one’s, of its own run or another',
    },
  },
  {
    fault: 'a page waits for all its cards',
    off: [
      ['src/elements/integration-hub/pieces.ts', 'const screenful = 12;', 'const screenful = 1200;'],
      ['src/elements/shared/controllers/turns.ts', 'const firstBudget = 50;', 'const firstBudget = 5000;'],
    ],
    test: { file: manyCards, name: 'draws a screenful, lets it be painted, and draws the rest in pieces' },
  },
  {
    fault: 'every card asks the page for its theme',
    off: [
      [
        'src/elements/shared/controllers/theme-controller.ts',
        'return this.#ofHub ?? this.#known();',
        'return themeOf(this.#host);',
      ],
    ],
    test: { file: manyCards, name: 'asks for the theme once, and draws all cards anew where it changes' },
  },
  {
    fault: 'cards far below are not drawn before the page is printed',
    off: [['src/elements/integration-hub/pieces.ts', "addEventListener('beforeprint'", "addEventListener('beforeprint-never'"]],
    test: { file: manyCards, name: 'draws all of it before it is printed' },
  },
];
