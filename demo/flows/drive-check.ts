import { defineFlow } from 'integration-hub/server';

/** Asks the connected Drive whose it is. */
export const driveCheck = (drive: string) =>
  defineFlow({
    key: 'drive_check',
    name: 'Check the drive',
    version: '1',
    async run(context) {
      const email = await context.step('Ask the drive', async (signal) => {
        const answer = await context.fetch('google-drive', `${drive}/drive/v3/about?fields=user`, { signal });
        if (!answer.ok) throw new Error(`Google Drive answered ${answer.status}`);
        return ((await answer.json()) as { user: { emailAddress: string } }).user.emailAddress;
      });
      return { userMessageHeader: 'The drive answers', userMessage: `It belongs to ${email}.` };
    },
  });
