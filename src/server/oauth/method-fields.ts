import type { AuthMethod, ConnectorDefinition } from '../../contract/connector.js';
import type { Field } from '../../contract/form.js';

const secret = (key: string, label: string): Field => ({ key, label, type: 'password', required: true, maximumLength: 10_000 });

/** What a method asks for where its connector does not say. */
const usual: Readonly<Record<AuthMethod, readonly Field[]>> = {
  oauth: [],
  custom_input: [],
  api_key: [secret('apiKey', 'API key')],
  bearer_token: [secret('token', 'Token')],
  basic_auth: [
    { key: 'username', label: 'User name', type: 'text', required: true, maximumLength: 500 },
    secret('password', 'Password'),
  ],
};

/** The fields of one way to sign in; `undefined` where the connector does not offer it. For `oauth`: what is asked before the window opens. */
export function methodFields(connector: ConnectorDefinition, method: AuthMethod): readonly Field[] | undefined {
  const offered = connector.methods.find((candidate) => candidate.method === method);
  return offered === undefined ? undefined : (offered.fields ?? usual[method]);
}
