import type { ErrorMessages } from './messages.js';

const again = 'Try again in a moment.';
const developer = 'The people who run this page can repair it.';
const reload = 'Reload the page to sign in again.';

export const enErrors: ErrorMessages = {
  malformed_json: () => ({ title: 'The request was not understood', text: developer }),
  header_required: () => ({ title: 'The request was not understood', text: developer }),
  token_missing: () => ({ title: 'Your session has ended', text: reload }),
  token_invalid: () => ({ title: 'Your session has ended', text: reload }),
  token_expired: () => ({ title: 'Your session has ended', text: reload }),
  origin_not_allowed: () => ({ title: 'Integrations are not set up for this page', text: developer }),
  not_permitted: () => ({ title: 'You may not do this', text: 'Ask an administrator of your account.' }),
  read_only: () => ({ title: 'You can look, but not change anything here', text: 'Ask an administrator of your account.' }),
  not_found: () => ({ title: 'This is no longer here', text: 'It may have been removed. Reload the page.' }),
  widget_not_found: (service) => ({ title: `${service} is not available`, text: 'It may have been removed. Reload the page.' }),
  method_not_allowed: () => ({ title: 'The request was not understood', text: developer }),
  action_not_available: () => ({
    title: 'This is not possible right now',
    text: 'Something changed in the meantime. Look at the card again.',
  }),
  busy: (service) => ({ title: `${service} is still at work`, text: 'Try again when it has finished.' }),
  already_registered: () => ({ title: 'The sign-in could not be started', text: again }),
  already_bound: () => ({ title: 'The sign-in continues in another window', text: 'Finish it there, or start again.' }),
  already_over: () => ({ title: 'This sign-in is over', text: 'Start again.' }),
  not_authenticated: (service) => ({ title: `${service} is not connected`, text: 'Connect it, then try again.' }),
  key_in_use: () => ({ title: 'The name is taken', text: 'Choose another one.' }),
  same_account: (service) => ({
    title: 'This account is connected already',
    text: `Sign in to ${service} with another account.`,
  }),
  body_too_large: () => ({ title: 'That was too much at once', text: 'Shorten what you entered.' }),
  unsupported_media_type: () => ({ title: 'The request was not understood', text: developer }),
  invalid_request: () => ({ title: 'The request was not understood', text: developer }),
  validation_failed: () => ({ title: 'Some answers need a change', text: 'Nothing was saved yet.' }),
  credentials_refused: (service) => ({
    title: `${service} did not accept this`,
    text: 'Check what you entered. Nothing was saved.',
  }),
  idempotency_mismatch: () => ({ title: 'The request was not understood', text: again }),
  rate_limited: () => ({ title: 'Too many tries in a short time', text: 'Wait a minute, then try again.' }),
  internal: () => ({ title: 'Something went wrong on our side', text: again }),
  provider_error: (service) => ({ title: `${service} answered with an error`, text: again }),
  provider_unreachable: (service) => ({ title: `${service} did not answer`, text: again }),
  flow_failed: () => ({ title: 'The run did not finish', text: 'Look at the run for the reason.' }),
  secret_unreadable: () => ({ title: 'The sign-in is not set up completely', text: developer }),
  unavailable: () => ({ title: 'The service is not available', text: again }),

  missing_tenant: () => ({ title: 'Integrations are not set up for this page', text: developer }),
  missing_backend: () => ({ title: 'Integrations are not set up for this page', text: developer }),
  invalid_backend: () => ({ title: 'Integrations are not set up for this page', text: developer }),
  wrong_tenant: () => ({ title: 'Integrations are not set up for this page', text: developer }),
  token_unavailable: () => ({ title: 'You could not be signed in', text: 'Reload the page. Your connections keep working.' }),
  network_error: () => ({ title: 'The service did not answer', text: 'Check your connection, then try again.' }),
  timed_out: () => ({ title: 'This took too long', text: again }),
  invalid_answer: () => ({ title: 'The answer was not understood', text: again }),
  insecure_context: () => ({ title: 'This page is not secure enough', text: 'Open it with https.' }),
  popup_blocked: () => ({
    title: 'Your browser blocked the sign-in window',
    text: 'Allow windows for this page, or use the link.',
  }),
  unexpected: () => ({ title: 'Something went wrong', text: again }),

  access_denied: (service) => ({
    title: 'Nothing was connected',
    text: `You did not allow access at ${service}. You can start again.`,
  }),
  insufficient_scope: (service) => ({
    title: `${service} needs more permissions`,
    text: 'Start again and leave every box ticked.',
  }),
  other_session: () => ({
    title: 'Nothing was connected',
    text: 'This sign-in was started by somebody else or in another session. Start again here.',
  }),
  interrupted: () => ({ title: 'This was interrupted', text: again }),
  cookies_blocked: () => ({ title: 'Your browser blocks cookies', text: 'Allow them for the sign-in window, then start again.' }),
  another_account: (service) => ({
    title: 'That is another account',
    text: `Saved settings belong to the ${service} account that was connected before.`,
  }),
  single_connection: (service) => ({ title: `${service} has one account`, text: 'Disconnect it to use another one.' }),
  connection_limit: () => ({
    title: 'There are as many accounts as there may be',
    text: 'Remove one that you no longer need, then add another.',
  }),
  form_changed: () => ({
    title: 'These settings have changed since you opened them',
    text: 'What you typed is still here. Copy what you need, then close and open the settings again.',
  }),
  revision_conflict: () => ({
    title: 'Somebody else has changed this meanwhile',
    text: 'Read it again to see what is there now.',
  }),
  revision_required: () => ({
    title: 'This was sent without the revision it is about',
    text: 'Read it again, then repeat the change.',
  }),
  not_deployable: () => ({
    title: 'This cannot be deployed as it is',
    text: 'What has to change first is said beside it.',
  }),

  flow_changed: () => ({ title: 'The run was changed while it waited', text: 'Start it again.' }),
  flow_missing: () => ({ title: 'This run is no longer available', text: developer }),
};
