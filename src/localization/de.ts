import { deAccounts } from './de.accounts.js';
import { deCards } from './de.cards.js';
import { deDetails } from './de.details.js';
import { deDialogs } from './de.dialogs.js';
import { deErrors } from './de.errors.js';
import type { Messages } from './messages.js';

export const de: Messages = { ...deCards, ...deDialogs, ...deAccounts, details: deDetails, error: deErrors };
