import { enAccounts } from './en.accounts.js';
import { enCards } from './en.cards.js';
import { enDetails } from './en.details.js';
import { enDialogs } from './en.dialogs.js';
import { enErrors } from './en.errors.js';
import type { Messages } from './messages.js';

export const en: Messages = { ...enCards, ...enDialogs, ...enAccounts, details: enDetails, error: enErrors };
