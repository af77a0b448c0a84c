import type { FormValues } from '../../../contract/form.js';
import type { Queries } from '../../platform/database/queries.js';
import type { ConfigurationFlow } from '../definitions/define.js';

/** Keeps, changes or forgets the schedule that saved values ask for. */
export async function keepSchedule(
  queries: Queries,
  connection: string,
  flow: ConfigurationFlow,
  values: FormValues,
  now: Date,
): Promise<void> {
  const schedule = flow.schedule?.(values);
  if (schedule === undefined) {
    await queries.deleteFrom('schedules').where('connection', '=', connection).where('flow', '=', flow.key).execute();
    return;
  }
  const row = {
    action: schedule.action,
    minutes: schedule.minutes,
    next_at: new Date(now.getTime() + schedule.minutes * 60_000),
  };
  await queries
    .insertInto('schedules')
    .values({ connection, flow: flow.key, ...row })
    .onConflict((conflict) => conflict.columns(['connection', 'flow']).doUpdateSet(row))
    .execute();
}
