// integration-hub.config.mjs
// @ts-check
import {
  defineConfig,
  defineConfigurationFlow,
  defineConnector,
  defineFlow,
  defineWidget,
  FlowError,
} from 'integration-hub/server';

const notes = defineConnector({
  key: 'notes',
  name: 'Notes',
  methods: [{ method: 'api_key' }],
  apply: { in: 'header', name: 'authorization', prefix: 'Key ' },
  origins: ['https://api.notes.example'],
});

const sync = defineFlow({
  key: 'sync',
  name: 'Sync',
  version: '1',
  async run(context) {
    const folder = String(context.configuration.settings?.folder ?? '');
    const count = await context.step('Read the notes', async () => {
      const answer = await context.fetch('notes', `https://api.notes.example/notes?folder=${encodeURIComponent(folder)}`);
      if (!answer.ok) throw new FlowError('The notes could not be read');
      const notes = await answer.json();
      return Array.isArray(notes) ? notes.length : 0;
    });
    return { userMessage: `${count} notes were read.` };
  },
});

const settings = defineConfigurationFlow({
  key: 'settings',
  name: 'Settings',
  version: '1',
  steps: [{ key: 'what', title: 'What', fields: [{ key: 'folder', type: 'text', label: 'Folder', required: true }] }],
});

const widget = defineWidget({
  key: 'notes',
  name: 'Notes',
  description: 'Reads the notes of a folder.',
  history: true,
  dependencies: [{ key: 'notes', connector: 'notes', primary: true }],
  configurations: [{ flow: 'settings' }],
  actions: [
    { key: 'connect', name: 'Connect', type: 'activation', visibility: 'pre_auth' },
    { key: 'configure', name: 'Settings', type: 'configuration', visibility: 'post_auth', flow: 'settings' },
    { key: 'sync', name: 'Sync', type: 'none', visibility: 'post_auth', flow: 'sync' },
    { key: 'disconnect', name: 'Disconnect', type: 'deactivation', visibility: 'post_auth' },
  ],
});

export default defineConfig({ connectors: [notes], flows: [sync], configurationFlows: [settings], widgets: [widget] });
