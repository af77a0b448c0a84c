import type { Action } from '../contract/action.js';
import type { AuthorizationHello, AuthorizationSummary } from '../contract/authorization.js';
import type { Connection, Credential, MetricValue } from '../contract/connection.js';
import type { SignInMethod } from '../contract/connector.js';
import type { Condition, Field, Option } from '../contract/form.js';
import type { Hub } from '../contract/hub.js';
import type { ShownImage } from '../contract/image.js';
import type { Problem } from '../contract/problem.js';
import type { Run, RunProgress } from '../contract/run.js';
import type { TokenPayload } from '../contract/session.js';
import type { Dependency, Metric, Widget } from '../contract/widget.js';
import { anything, flag, list, maybe, number, orNull, type Reader, schemaOf, shape, text, word } from './readers.js';

// What is read before the first card, written out: the schemas of the contract bring their library along. The types keep both complete,
// and a test compares what they make of thousands of answers.

const maybeText = maybe(text);
const maybeFlag = maybe(flag);
const maybeNumber = maybe(number);
const texts = list(text);

const image = shape<ShownImage>({ url: text, theme: word() });
const option = shape<Option>({ label: text, value: text, detail: maybeText, disabled: maybeFlag });
const condition = shape<Condition>({
  field: text,
  is: maybe(word()),
  values: maybe(list(anything as Reader<never>)),
  not: maybeFlag,
});

const field: Reader<Field> = shape<Field>({
  key: text,
  label: text,
  description: maybeText,
  placeholder: maybeText,
  helpUrl: maybeText,
  required: maybeFlag,
  disabled: maybeFlag,
  hidden: maybeFlag,
  default: anything as Reader<never>,
  visibleWhen: maybe(list(condition)),
  minimumLength: maybeNumber,
  maximumLength: maybeNumber,
  minimum: maybeNumber,
  maximum: maybeNumber,
  step: maybeNumber,
  pattern: maybeText,
  patternMessage: maybeText,
  suffix: maybeText,
  options: maybe(list(option)),
  dynamic: maybeFlag,
  strict: maybeFlag,
  dependsOn: maybe(texts),
  sources: maybe(list(option)),
  type: word(),
  fields: maybe(list((value, place) => field(value, place))),
});

const action = shape<Action>({
  key: text,
  name: text,
  type: word(),
  visibility: word(),
  flow: maybeText,
  activeLabel: maybeText,
  content: maybeText,
});

const dependency = shape<Dependency>({
  key: text,
  name: text,
  description: maybeText,
  images: list(image),
  primary: flag,
  methods: list(shape<SignInMethod>({ method: word(), description: maybeText, fields: list(field), redirectUrl: maybeText })),
  defaultMethod: word(),
  allowSwitching: flag,
  access: texts,
});

const run = shape<Run>({
  id: text,
  widget: text,
  connection: text,
  action: text,
  actionName: text,
  status: word(),
  cancelling: maybeFlag,
  progress: maybe(shape<RunProgress>({ done: number, total: maybeNumber, text: maybeText })),
  userMessageHeader: maybeText,
  userMessage: maybeText,
  error: maybe(shape<NonNullable<Run['error']>>({ code: text, message: maybeText })),
  startedBy: maybeText,
  scheduled: maybeFlag,
  createdAt: text,
  startedAt: maybeText,
  finishedAt: maybeText,
});

export const accounts = shape<NonNullable<Problem['accounts']>>({ was: text, now: text });

const connection = shape<Connection>({
  key: text,
  label: maybeText,
  active: flag,
  authenticated: flag,
  configured: flag,
  expired: flag,
  credentials: list(
    shape<Credential>({ dependency: text, status: word(), method: maybe(word()), account: maybeText, missing: maybe(texts) }),
  ),
  authorization: maybe(
    shape<AuthorizationSummary>({
      id: text,
      dependency: text,
      status: word(),
      error: maybe(shape<NonNullable<AuthorizationSummary['error']>>({ code: text, said: maybeText, missing: maybe(texts) })),
      question: maybe(accounts),
      expiresAt: text,
    }),
  ),
  activeRuns: list(run),
  lastRun: maybe(run),
  metrics: list(shape<MetricValue>({ key: text, value: orNull(number), text: maybeText, series: maybe(list(number)) })),
  attention: maybe(word()),
  incomplete: maybe(texts),
  connectedAt: maybeText,
  connectedBy: maybeText,
  revision: number,
});

const widget = shape<Widget>({
  key: text,
  name: text,
  description: maybeText,
  images: list(image),
  label: maybe(word()),
  history: flag,
  multiConnection: flag,
  dependencies: list(dependency),
  actions: list(action),
  metrics: list(shape<Metric>({ key: text, title: text, description: maybeText, format: word(), window: number })),
  connections: list(connection),
});

export const connectionAnswer = schemaOf(connection);
export const widgetAnswer = schemaOf(widget);

/** With the widgets unread: one bad widget does not blank the hub (src/README.md §8). */
export const hubAnswer = schemaOf(
  shape<Omit<Hub, 'widgets'> & { widgets: unknown[] }>({
    environment: text,
    tenant: shape<Hub['tenant']>({ id: text, name: maybeText }),
    person: maybe(shape<NonNullable<Hub['person']>>({ name: maybeText })),
    access: word(),
    preview: flag,
    widgets: list(anything),
  }),
);

export const tokenAnswer = schemaOf(shape<{ token: string }>({ token: text }));
export const tokenPayload = schemaOf(shape<TokenPayload>({ tenant: text, exp: number, iat: maybeNumber }));
export const hello = schemaOf(shape<AuthorizationHello>({ type: text, id: text }));
