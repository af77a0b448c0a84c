import { defineConfigurationFlow, defineFlow, type FlowContext } from 'integration-hub/server';

interface TicketPage {
  readonly total: number;
  readonly tickets: readonly { readonly id: number }[];
  readonly next?: string;
}

async function ask<T>(fetch: FlowContext['fetch'], url: string): Promise<T> {
  const answer = await fetch('orchard-desk', url);
  if (!answer.ok) throw new Error(`Orchard Desk answered ${answer.status}`);
  return (await answer.json()) as T;
}

/** Counts the tickets, page by page. */
async function countTickets(context: FlowContext, desk: string, queue: string | undefined): Promise<number> {
  let found = 0;
  let cursor: string | undefined;
  do {
    const query = new URLSearchParams({
      ...(queue === undefined ? {} : { queue }),
      ...(cursor === undefined ? {} : { cursor }),
    });
    const { tickets, next, total } = await context.step('Read tickets', async () => {
      const page = await ask<TicketPage>(context.fetch, `${desk}/api/v1/tickets?${query}`);
      return { tickets: page.tickets.map(({ id }) => id), next: page.next ?? null, total: page.total };
    });
    found += tickets.length;
    await context.progress({ done: found, total, text: 'Reading tickets' });
    cursor = next ?? undefined;
  } while (cursor !== undefined);
  return found;
}

/** Which tickets: the queues that the connected account sees. */
export const helpDeskSettings = (desk: string) =>
  defineConfigurationFlow({
    key: 'help_desk_settings',
    name: 'Which tickets',
    version: '1',
    steps: [
      {
        key: 'queue',
        title: 'Which tickets',
        fields: [{ key: 'queue', type: 'select', label: 'Queue', required: true, dynamic: true }],
      },
    ],
    options: {
      async queue({ fetch }, { search = '' }) {
        const { queues } = await ask<{ queues: readonly { id: string; name: string }[] }>(fetch, `${desk}/api/v1/queues`);
        const found = queues.filter(({ name }) => name.toLowerCase().includes(search.toLowerCase()));
        return { options: found.map(({ id, name }) => ({ label: name, value: id })) };
      },
    },
  });

/** Reads the tickets of the chosen queue, or of all of them, with whatever the account was signed in with. */
export const importTickets = (desk: string) =>
  defineFlow({
    key: 'import_tickets',
    name: 'Import tickets',
    version: '1',
    async run(context) {
      const { queue } = (context.configuration['help_desk_settings'] ?? {}) as { queue?: { value: string } };
      const found = await countTickets(context, desk, queue?.value);
      await context.count('tickets', found);
      return { userMessageHeader: 'Tickets imported', userMessage: `${found} tickets were read.` };
    },
  });

/** What is taken before the key goes: a last count for the report. */
export const lastFigures = (desk: string) =>
  defineFlow({
    key: 'last_figures',
    name: 'Last figures',
    version: '1',
    async run(context) {
      await context.count('tickets', await countTickets(context, desk, undefined));
    },
  });

/** Two services in one run. */
export const ticketFiles = (desk: string, drive: string) =>
  defineFlow({
    key: 'ticket_files',
    name: 'Tickets and files',
    version: '1',
    async run(context) {
      const tickets = await countTickets(context, desk, undefined);
      const owner = await context.step('Look at the Drive', async () => {
        const answer = await context.fetch('google-drive', `${drive}/drive/v3/about?fields=user(emailAddress)`);
        if (!answer.ok) throw new Error(`Google Drive answered ${answer.status}`);
        return ((await answer.json()) as { user: { emailAddress: string } }).user.emailAddress;
      });
      return { userMessageHeader: 'Ready', userMessage: `${tickets} tickets will be filed in the Drive of ${owner}.` };
    },
  });
