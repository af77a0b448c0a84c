import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CatalogueError, createCatalogue } from '../../../../src/server/hub/definitions/create-catalogue.js';

/** What somebody wrote in JavaScript: nothing has checked it. */
// biome-ignore lint/suspicious/noExplicitAny: it is wrong in every way that there is
type Written = any;

const planted = 'planted-secret-0123456789';

const sound = (): Written => ({
  connectors: [
    {
      key: 'drive',
      name: 'Drive',
      methods: [{ method: 'oauth' }],
      oauth: {
        authorizationUrl: 'https://drive.example/authorize',
        tokenUrl: 'https://drive.example/token',
        clientId: 'hub',
        clientSecret: planted,
      },
      origins: ['https://api.drive.example'],
    },
    {
      key: 'notes',
      name: 'Notes',
      methods: [{ method: 'api_key' }],
      apply: { in: 'header', name: 'x-key' },
      origins: ['https://api.notes.example'],
    },
  ],
  flows: [{ key: 'sync', name: 'Sync', version: '1', run: async () => undefined }],
  configurationFlows: [
    {
      key: 'settings',
      name: 'Settings',
      version: '1',
      steps: [{ key: 'what', title: 'What', fields: [{ key: 'folder', type: 'text', label: 'Folder' }] }],
    },
  ],
  widgets: [
    {
      key: 'drive',
      name: 'Drive',
      dependencies: [{ key: 'drive', connector: 'drive', primary: true }],
      configurations: [{ flow: 'settings' }],
      metrics: [{ key: 'files', title: 'Files', source: 'files', aggregate: 'sum', window: 7, format: 'number' }],
      actions: [
        { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
        { key: 'sync', name: 'Sync', type: 'none', visibility: 'post_auth', flow: 'sync' },
        { key: 'configure', name: 'Settings', type: 'configuration', visibility: 'post_auth', flow: 'settings' },
      ],
    },
  ],
  workspaceConnections: { store: { connector: 'notes', method: 'api_key', values: { apiKey: planted } } },
});

type Row = readonly [what: string, wrong: (written: Written) => unknown, says: string | RegExp];

const field = (written: Written, change: object) => Object.assign(written.configurationFlows[0].steps[0].fields[0], change);
const asked = (key: string) => ({ key, type: 'text', label: key });
const isGone = (owner: Written, key: string): boolean => Reflect.deleteProperty(owner, key);
const renamed = (owner: Written, key: string, wrong: string): void => {
  owner[wrong] = owner[key];
  isGone(owner, key);
};

/** The place, with the keys of what stands there; what is there and what is expected; the way out. */
const faults: readonly Row[] = [
  [
    'a field of a widget is misspelt',
    ({ widgets: [widget] }) => renamed(widget, 'dependencies', 'dependancies'),
    'widgets[0].dependancies (widget "drive"): there is no field "dependancies" here: did you mean "dependencies"?',
  ],
  [
    'a field that must be there is misspelt, and is one fault',
    ({ widgets: [widget] }) => renamed(widget.actions[1], 'visibility', 'visiblity'),
    'widgets[0].actions[1].visiblity (widget "drive", action "sync"): there is no field "visiblity" here: did you mean "visibility"?',
  ],
  [
    'a field is written in another case',
    ({ widgets: [widget] }) => Object.assign(widget.dependencies[0], { default_method: 'oauth' }),
    /^widgets\[0\]\.dependencies\[0\]\.default_method \(.*dependency "drive"\): .*did you mean "defaultMethod"\?$/,
  ],
  [
    'a field is nothing that is known',
    ({ widgets: [widget] }) => Object.assign(widget.metrics[0], { colour: 'red' }),
    /^widgets\[0\]\.metrics\[0\]\.colour \(.*metric "files"\): there is no field "colour" here: there are key, title, .*format$/,
  ],
  [
    'a word is written in another case',
    ({ widgets: [widget] }) => Object.assign(widget.actions[0], { type: 'Activation' }),
    'widgets[0].actions[0].type (widget "drive", action "connect"): "Activation" is not one of activation | configuration | deactivation | multi_connector | none: did you mean "activation"?',
  ],
  [
    'a word is missing',
    ({ widgets: [widget] }) => isGone(widget.actions[0], 'type'),
    /^widgets\[0\]\.actions\[0\]\.type \(.*action "connect"\): is missing: one of activation \| .* is expected$/,
  ],
  [
    'a list is an object',
    (written) => Object.assign(written, { widgets: { drive: written.widgets[0] } }),
    'widgets: a list is expected, there is an object: write widgets: [ … ]',
  ],
  ['a widget is null', ({ widgets }) => widgets.push(null), 'widgets[1]: a widget is expected, there is null: write { key, … }'],
  [
    'a widget is a promise',
    ({ widgets }) => widgets.push(Promise.resolve({})),
    'widgets[1]: a widget is expected, there is a promise: await it',
  ],
  [
    'true or false is a text',
    ({ widgets: [widget] }) => Object.assign(widget.dependencies[0], { primary: 'yes' }),
    'widgets[0].dependencies[0].primary (widget "drive", dependency "drive"): true or false is expected, there is a text: write true or false, without quotes',
  ],
  [
    'a number is a text',
    ({ widgets: [widget] }) => Object.assign(widget.metrics[0], { window: '7' }),
    /^widgets\[0\]\.metrics\[0\]\.window \(.*\): a (?:whole )?number is expected, there is a text: write it without quotes$/,
  ],
  [
    'a number is out of range',
    ({ widgets: [widget] }) => Object.assign(widget.metrics[0], { window: 365 }),
    /^widgets\[0\]\.metrics\[0\]\.window \(.*\): 365 is out of range: at most 90 is allowed$/,
  ],
  [
    'a text is empty',
    ({ widgets: [widget] }) => Object.assign(widget, { name: '' }),
    'widgets[0].name (widget "drive"): is empty: 1 character or more must be there',
  ],
  [
    'a key is no slug',
    ({ widgets: [widget] }) => Object.assign(widget, { key: 'My Drive!' }),
    /^widgets\[0\]\.key \(widget "My Drive!"\): "My Drive!" is no key \(.*\): write "my-drive"$/,
  ],
  [
    'a flow has no version',
    ({ flows: [flow] }) => isGone(flow, 'version'),
    `flows[0].version (flow "sync"): is missing: a text is expected. Write version: '…'`,
  ],
  [
    'a version is a number',
    ({ flows: [flow] }) => Object.assign(flow, { version: 1 }),
    'flows[0].version (flow "sync"): a text is expected, there is a number: write it in quotes',
  ],
  [
    'run is no function',
    ({ flows: [flow] }) => Object.assign(flow, { run: Promise.resolve() }),
    'flows[0].run (flow "sync"): a function is expected, there is a promise: write async run(…) { … }',
  ],
  [
    'a form has no steps',
    ({ configurationFlows: [form] }) => isGone(form, 'steps'),
    /^configurationFlows\[0\]\.steps \(configuration flow "settings"\): is missing: a list is expected\. Write steps: \[ … \]$/,
  ],
  [
    'a field of a form is misspelt, which browsers would not see',
    (written) => field(written, { requried: true }),
    'configurationFlows[0].steps[0].fields[0].requried (configuration flow "settings", step "what", field "folder"): there is no field "requried" here: did you mean "required"?',
  ],
  [
    'a field has no such type',
    (written) => field(written, { type: 'dropdown' }),
    /fields\[0\]\.type \(.*field "folder"\): "dropdown" is not one of text \| .*select/,
  ],
  [
    'a field in the row of a group is wrong',
    (written) => field(written, { type: 'group', fields: [{ key: 'inner', type: 'text', label: 5 }] }),
    /fields\[0\]\.fields\[0\]\.label \(.*field "folder", field "inner"\): a text is expected, there is a number: write it in quotes$/,
  ],
  [
    'a required select has nothing to choose',
    (written) => field(written, { type: 'select', required: true }),
    /fields\[0\]\.options \(.*field "folder"\): is missing: nobody could choose\. Say options: \[.*dynamic: true/,
  ],
  [
    'methods are words',
    ({ connectors: [connector] }) => Object.assign(connector, { methods: ['oauth'] }),
    /^connectors\[0\]\.methods\[0\] \(connector "drive"\): an object is expected, there is a text: write \{ … \}$/,
  ],
  [
    'oauth is offered and not described',
    ({ connectors: [connector] }) => isGone(connector, 'oauth'),
    /^connectors\[0\]\.oauth \(connector "drive"\): is missing: methods name oauth\. Say oauth: \{ authorizationUrl/,
  ],
  [
    'an endpoint comes from a variable that is not set',
    ({ connectors: [connector] }) => Object.assign(connector.oauth, { tokenUrl: undefined }),
    /^connectors\[0\]\.oauth\.tokenUrl \(connector "drive"\): is undefined \(is the variable set that it comes from\?\): a text is expected/,
  ],
  [
    'an origin has no scheme',
    ({ connectors: [, connector] }) => Object.assign(connector, { origins: ['api.notes.example'] }),
    'connectors[1].origins[0] (connector "notes"): is no address: write it whole, such as "https://api.notes.example"',
  ],
  [
    'an action names a flow that is not there',
    ({ widgets: [widget] }) => Object.assign(widget.actions[1], { flow: 'synk' }),
    'widgets[0].actions[1].flow (widget "drive", action "sync"): there is no flow "synk": did you mean "sync"?',
  ],
  [
    'an action runs a form',
    ({ widgets: [widget] }) => Object.assign(widget.actions[1], { flow: 'settings' }),
    /^widgets\[0\]\.actions\[1\]\.flow \(.*\): "settings" is a configuration flow, and an action of the type none runs one of flows/,
  ],
  [
    'an action has no flow',
    ({ widgets: [widget] }) => isGone(widget.actions[1], 'flow'),
    /^widgets\[0\]\.actions\[1\]\.flow \(.*\): is missing: an action of the type none needs the key of a flow$/,
  ],
  [
    'a dependency names no connector',
    ({ widgets: [widget] }) => Object.assign(widget.dependencies[0], { connector: 'Drives' }),
    /^widgets\[0\]\.dependencies\[0\]\.connector \(.*\): "Drives" is no key \(.*\): write "drives"$/,
  ],
  [
    'no dependency is the primary one',
    ({ widgets: [widget] }) => Object.assign(widget.dependencies[0], { primary: false }),
    /^widgets\[0\]\.dependencies \(widget "drive"\): 0 of them are primary: say primary: true of exactly one/,
  ],
  [
    'a payload is no JSON',
    ({ widgets: [widget] }) => Object.assign(widget.actions[1], { payload: { at: new Date(0) } }),
    /^widgets\[0\]\.actions\[1\]\.payload\.at \(.*\): an object \(Date\) is no JSON: write texts, numbers/,
  ],
  [
    'an attribute comes from a variable that is not set',
    ({ widgets: [widget] }) => Object.assign(widget.dependencies[0], { attributes: { clientSecret: undefined } }),
    /^widgets\[0\]\.dependencies\[0\]\.attributes\.clientSecret \(.*\): is undefined \(is the variable set that it comes from\?\)/,
  ],
  [
    'two metrics have one key',
    ({ widgets: [widget] }) => widget.metrics.push({ ...widget.metrics[0] }),
    'widgets[0].metrics[1].key (widget "drive", metric "files"): another metric has the key "files": give each its own',
  ],
  [
    'a form is linked twice',
    ({ widgets: [widget] }) => widget.configurations.push({ flow: 'settings', required: false }),
    /^widgets\[0\]\.configurations\[1\]\.flow \(.*\): another link has the flow "settings"/,
  ],
  [
    'two ways to sign in are one',
    ({ connectors: [, notes] }) => notes.methods.push({ method: 'api_key' }),
    /^connectors\[1\]\.methods\[1\]\.method \(connector "notes"\): another way to sign in has the method "api_key"/,
  ],
  [
    'two steps have one key',
    ({ configurationFlows: [form] }) => form.steps.push({ ...form.steps[0], fields: [] }),
    /^configurationFlows\[0\]\.steps\[1\]\.key \(.*\): another step has the key "what"/,
  ],
  [
    'two options have one value',
    (written) =>
      field(written, {
        type: 'select',
        options: [
          { label: 'A', value: 'a' },
          { label: 'B', value: 'a' },
        ],
      }),
    /^configurationFlows\[0\]\.steps\[0\]\.fields\[0\]\.options\[1\]\.value \(.*\): another option has the value "a"/,
  ],
  ...(['number', 'percent', 'bytes', 'duration'] as const).map(
    (format): Row => [
      `the last run is shown as ${format}`,
      ({ widgets: [widget] }) => Object.assign(widget.metrics[0], { source: 'lastRun', format }),
      /^widgets\[0\]\.metrics\[0\]\.format \(.*metric "files"\): lastRun is when .* Say format: 'time' or 'status'$/,
    ],
  ),
  ...(['time', 'status', 'bytes'] as const).map(
    (format): Row => [
      `failures are shown as ${format}`,
      ({ widgets: [widget] }) => Object.assign(widget.metrics[0], { source: 'failures', format }),
      /^widgets\[0\]\.metrics\[0\]\.format \(.*\): .* Say /,
    ],
  ),
  [
    'a counter is shown as a status',
    ({ widgets: [widget] }) => Object.assign(widget.metrics[0], { format: 'status' }),
    /^widgets\[0\]\.metrics\[0\]\.format \(.*\): only lastRun has a status, "files" is a number/,
  ],
  ...['javascript:alert(1)', 'http://cdn.example/a.svg', 'logo.svg', 'data:text/html,x'].flatMap((url): Row[] => [
    [
      `the image of a dependency is ${url}`,
      ({ widgets: [widget] }) => Object.assign(widget.dependencies[0], { imageUrl: url }),
      /^widgets\[0\]\.dependencies\[0\]\.imageUrl \(.*dependency "drive"\): is neither https: nor data:image\/$/,
    ],
    [
      `the image of a connector is ${url}`,
      ({ connectors: [drive] }) => Object.assign(drive, { images: [{ url, theme: 'default' }] }),
      /^connectors\[0\]\.images\[0\]\.url \(connector "drive"\): is neither https: nor data:image\/$/,
    ],
  ]),
  [
    'help is a script',
    (written) => field(written, { helpUrl: 'javascript:alert(1)' }),
    /^configurationFlows\[0\]\.steps\[0\]\.fields\[0\]\.helpUrl \(.*\): is no https: address, and is never shown$/,
  ],
  [
    'a condition names a field that there is not',
    (written) => field(written, { visibleWhen: [{ field: 'foldr' }] }),
    /^configurationFlows\[0\]\.steps\[0\]\.fields\[0\]\.visibleWhen\[0\]\.field \(.*\): there is no field "foldr": did you mean "folder"\?$/,
  ],
  [
    'a condition of a row leads out of the form',
    (written) => field(written, { type: 'group', fields: [{ ...asked('inner'), visibleWhen: [{ field: '../../other' }] }] }),
    /^configurationFlows\[0\]\.steps\[0\]\.fields\[0\]\.fields\[0\]\.visibleWhen\[0\]\.field \(.*\): there is no field "\.\.\/\.\.\/other"/,
  ],
  [
    'fields show each other',
    (written) => {
      written.configurationFlows[0].steps[0].fields.push({ ...asked('other'), visibleWhen: [{ field: 'folder' }] });
      return field(written, { visibleWhen: [{ field: 'other' }] });
    },
    /^configurationFlows\[0\]\.steps\[0\]\.fields\[0\]\.visibleWhen \(.*\): the field is shown by a field that it shows itself$/,
  ],
  [
    'a condition compares a password',
    (written) => {
      written.configurationFlows[0].steps[0].fields.push({ ...asked('secret'), type: 'password' });
      return field(written, { visibleWhen: [{ field: 'secret', values: ['x'] }] });
    },
    /^configurationFlows\[0\]\.steps\[0\]\.fields\[0\]\.visibleWhen\[0\]\.values \(.*\): "secret" is a password/,
  ],
  [
    'choices depend on a field that there is not',
    (written) => field(written, { dependsOn: ['drive'] }),
    /^configurationFlows\[0\]\.steps\[0\]\.fields\[0\]\.dependsOn\[0\] \(.*\): there is no field "drive"/,
  ],
  [
    'a workspace connection signs in by OAuth',
    ({ workspaceConnections: { store } }) => Object.assign(store, { method: 'oauth' }),
    /^workspaceConnections\.store\.method \(workspace connection\): "oauth" is not one of custom_input \| api_key/,
  ],
];

/** What a schema takes, and what would break before a tenant: a start says it, and goes on. */
const warnings: readonly Row[] = [
  [
    'a client comes from a variable that is not set',
    ({ connectors: [connector] }) => Object.assign(connector.oauth, { clientId: undefined }),
    'connectors[0].oauth.clientId (connector "drive"): is undefined: is the variable set that it comes from?',
  ],
  [
    'nobody can sign in without a client',
    ({ connectors: [connector] }) => isGone(connector.oauth, 'clientId'),
    /^widgets\[0\]\.dependencies\[0\] \(.*dependency "drive"\): nobody can sign in with OAuth: there is no clientId\. Say it in oauth/,
  ],
  [
    'an API key is not said where to go',
    ({ connectors: [, connector] }) => isGone(connector, 'apply'),
    /^connectors\[1\]\.apply \(connector "notes"\): is missing: an API key is sent as "Authorization: Bearer …"\. .*say apply: \{ in: 'header', name: 'x-api-key' \}/,
  ],
  [
    'no origin is named',
    ({ connectors: [, connector] }) => isGone(connector, 'origins'),
    /^connectors\[1\]\.origins \(.*\): is missing: the credential is sent nowhere.* Say origins: \['https:/,
  ],
  [
    'an origin is plain http',
    ({ connectors: [, connector] }) => Object.assign(connector, { origins: ['http://api.notes.example:81'] }),
    /^connectors\[1\]\.origins\[0\] \(.*\): api\.notes\.example:81 is plain http.*allowPrivateHosts \(INTEGRATION_HUB_ALLOW_PRIVATE_HOSTS=api\.notes\.example:81\)$/,
  ],
  [
    'an endpoint is private',
    ({ connectors: [connector] }) => Object.assign(connector.oauth, { tokenUrl: 'https://10.0.0.7/token' }),
    /^connectors\[0\]\.oauth\.tokenUrl \(.*\): 10\.0\.0\.7 is private.*INTEGRATION_HUB_ALLOW_PRIVATE_HOSTS=10\.0\.0\.7\)$/,
  ],
  [
    'nothing signs in',
    ({ widgets: [widget] }) => widget.actions.shift(),
    /^widgets\[0\]\.actions \(.*\): nobody can sign in: there is no action of the type activation\. Add \{/,
  ],
  [
    'a Multi Connector stands beside an Activation',
    ({ widgets: [widget] }) => widget.actions.push({ key: 'all', name: 'All', type: 'multi_connector', visibility: 'pre_auth' }),
    /^widgets\[0\]\.actions\[3\] \(.*action "all"\): signs in to every dependency, and so does "connect" beside it: leave one of them out$/,
  ],
  [
    'a Multi Connector of other widgets stands beside a Deactivation',
    ({ widgets: [widget] }) => {
      widget.actions[0] = { key: 'off', name: 'Off', type: 'deactivation', visibility: 'post_auth' };
      widget.actions.push({ key: 'all', name: 'All', type: 'multi_connector', visibility: 'always', children: ['drive'] });
    },
    /^widgets\[0\]\.actions\[3\] \(.*\): opens widgets that connect and disconnect on their own, and "off" beside it/,
  ],
  [
    'a Configuration opens a form that is not linked',
    ({ widgets: [widget] }) => isGone(widget, 'configurations'),
    /^widgets\[0\]\.actions\[2\]\.flow \(.*action "configure"\): the form "settings" is not linked to this widget, so that nobody can open it\. Say configurations: \[/,
  ],
  [
    'nothing opens a form',
    ({ widgets: [widget] }) => widget.actions.pop(),
    /^widgets\[0\]\.configurations\[0\] \(.*\): no action opens the form "settings", so that it is never filled in\. Add \{/,
  ],
  [
    'options are loaded for no field',
    ({ configurationFlows: [form] }) => Object.assign(form, { options: { folders: async () => ({ options: [] }) } }),
    /^configurationFlows\[0\]\.options\.folders \(.*\): there is no field "folders" that loads its options/,
  ],
  [
    'the list of tenants is empty',
    ({ widgets: [widget] }) => Object.assign(widget, { tenants: [] }),
    /^widgets\[0\]\.tenants \(.*\): is an empty list: nobody sees the widget/,
  ],
];

function faultsOf(written: Written): readonly string[] {
  try {
    createCatalogue(written);
  } catch (error) {
    assert.ok(error instanceof CatalogueError, String(error));
    return error.faults;
  }
  return [];
}

const matches = (said: string, expected: string | RegExp): boolean =>
  typeof expected === 'string' ? said === expected : expected.test(said);

describe('a configuration', () => {
  it('that is right is taken without a word', () => {
    assert.deepEqual(createCatalogue(sound()).warnings, []);
  });

  for (const [what, wrong, says] of faults) {
    it(`is not served where ${what}`, () => {
      const written = sound();
      wrong(written);
      const said = faultsOf(written);
      assert.ok(
        said.some((fault) => matches(fault, says)),
        said.join('\n') || 'It was taken',
      );
      assert.doesNotMatch(said.join('\n'), /Invalid input|\[object|planted/);
    });
  }

  it('with one word misspelt has one fault', () => {
    const written = sound();
    renamed(written.widgets[0].actions[1], 'visibility', 'visiblity');
    assert.equal(faultsOf(written).length, 1);
  });

  for (const [what, wrong, says] of warnings) {
    it(`is served with a warning where ${what}`, () => {
      const written = sound();
      wrong(written);
      const said = createCatalogue(written).warnings;
      assert.ok(
        said.some((warning) => matches(warning, says)),
        said.join('\n') || 'Nothing was said',
      );
      assert.ok(!said.join('\n').includes(planted));
    });
  }

  it('may reach private hosts that the operator names', () => {
    const written = sound();
    written.connectors[1].origins = ['http://localhost:9000'];
    assert.equal(createCatalogue(written).warnings.length, 1);
    assert.deepEqual(createCatalogue({ ...written, allowPrivateHosts: ['localhost:9000'] }).warnings, []);
  });

  it('is never quoted where a secret may stand', () => {
    const places: readonly ((written: Written) => unknown)[] = [
      ({ connectors: [connector] }) => Object.assign(connector.oauth, { clientSecret: { value: planted } }),
      ({ connectors: [connector] }) => Object.assign(connector.oauth, { params: planted }),
      ({ connectors: [connector] }) => Object.assign(connector.oauth, { clientAuthentication: planted, tokenParams: [planted] }),
      ({ workspaceConnections: { store } }) => Object.assign(store, { values: planted }),
      ({ widgets: [widget] }) => Object.assign(widget.dependencies[0], { attributes: planted }),
      (written) => field(written, { default: () => planted, label: [planted] }),
    ];
    for (const wrong of places) {
      const written = sound();
      wrong(written);
      const said = faultsOf(written).join('\n');
      assert.notEqual(said, '');
      assert.ok(!said.includes(planted), said);
    }
  });
});
