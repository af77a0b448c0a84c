import { Seed } from '../drive/seed.js';

export interface Ticket {
  readonly id: number;
  readonly queue: string;
  readonly subject: string;
  readonly status: 'open' | 'solved';
}

export const queues = [
  { id: 'billing', name: 'Billing' },
  { id: 'delivery', name: 'Delivery' },
  { id: 'returns', name: 'Returns' },
] as const;

const subjects = [
  'The invoice has the wrong address',
  'Charged twice in October',
  'Where is my parcel?',
  'The box arrived empty',
  'How do I send it back?',
  'Refund has not arrived',
] as const;

/** An account's tickets, oldest first: the same for the same account. */
export function plantTickets(account: string): readonly Ticket[] {
  const seed = new Seed(`tickets of ${account}`);
  const count = 40 + seed.below(40);
  return Array.from({ length: count }, (_, index) => ({
    id: 1000 + index,
    queue: seed.pick(queues).id,
    subject: seed.pick(subjects),
    status: seed.below(3) === 0 ? 'solved' : 'open',
  }));
}
