import { askAdmin, callAdmin } from './admin-api.js';

interface Switches {
  readonly disabled: boolean;
  readonly tenantsOn: boolean;
  readonly tenants: readonly string[];
}

/** Switches a widget off or on again, at once and in every environment. Who else may see it stays as it is. */
export async function switchWidget(
  { widget, isOn, url }: { readonly widget: string; readonly isOn: boolean; readonly url: string | undefined },
  variables: NodeJS.ProcessEnv,
): Promise<string> {
  const path = `/v1/admin/widgets/${widget}/switches`;
  const { reply, tag } = await askAdmin<Switches>({ method: 'GET', path, role: 'viewer', url }, variables);
  const state = isOn ? 'on' : 'off';
  if (reply.disabled !== isOn) return `${widget} was switched ${state} already`;
  const body = { ...reply, disabled: !isOn };
  await callAdmin<Switches>(
    { method: 'PUT', path, role: 'deployer', body, ...(tag === undefined ? {} : { ifMatch: tag }), url },
    variables,
  );
  return `${widget} is switched ${state}, in every environment; its connections stay`;
}
