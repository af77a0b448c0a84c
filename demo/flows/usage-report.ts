import { defineConfigurationFlow, defineFlow } from 'integration-hub/server';

/** Who gets the report and how it is written. Nothing is signed in for it. */
export const reportSettings = defineConfigurationFlow({
  key: 'report_settings',
  name: 'Report',
  version: '1',
  steps: [
    {
      key: 'report',
      title: 'Report',
      fields: [
        { key: 'title', type: 'text', label: 'Title', required: true, default: 'Usage', maximumLength: 60 },
        {
          key: 'separator',
          type: 'radio',
          label: 'Columns are separated by',
          required: true,
          default: { label: 'Comma', value: ',' },
          options: [
            { label: 'Comma', value: ',' },
            { label: 'Semicolon', value: ';' },
          ],
        },
        { key: 'header', type: 'switch', label: 'Begin with a line of column names', default: true },
      ],
    },
  ],
});

const figures = (tenant: string) =>
  ['customers', 'invoices', 'seats'].map((name, index) => [name, String((tenant.length + 3) * (index + 1) * 37)]);

/** Writes a small table of the tenant's figures into the workspace's bucket. */
export const usageReport = (storage: string) =>
  defineFlow({
    key: 'usage_report',
    name: 'Usage report',
    version: '1',
    async run(context) {
      const { title, separator, header } = context.configuration['report_settings'] as {
        title: string;
        separator: { value: string };
        header?: boolean;
      };
      const lines = [...(header === true ? [['figure', 'value']] : []), ...figures(context.tenant)];
      const table = lines.map((line) => line.join(separator.value)).join('\n');
      const name = `reports/${context.tenant}/${title}.csv`;
      await context.step('Store the report', async (signal) => {
        const bucket = context.workspace('gcs');
        const target = new URL(`${storage}/upload/storage/v1/b/${encodeURIComponent(String(bucket.values['bucket']))}/o`);
        target.search = new URLSearchParams({ uploadType: 'media', name }).toString();
        const answer = await bucket.fetch(target, {
          method: 'POST',
          headers: { 'content-type': 'text/csv' },
          body: `${table}\n`,
          signal,
        });
        if (!answer.ok) throw new Error(`Cloud Storage answered ${answer.status}`);
        return null;
      });
      await context.count('reports', 1);
      return { userMessageHeader: 'Report stored', userMessage: `It is in the bucket as ${name}.` };
    },
  });
