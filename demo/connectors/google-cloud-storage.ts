import { defineConnector } from 'integration-hub/server';
import { importPKCS8, SignJWT } from 'jose';

const scope = 'https://www.googleapis.com/auth/devstorage.read_write';

const logo =
  "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2040%2040'%3E%3Crect%20width='40'%20height='40'%20rx='9'%20fill='%233577d4'/%3E%3Cpath%20d='M9%2012.5h22v6H9zM9%2021.5h22v6H9z'%20fill='%23fff'/%3E%3Cpath%20d='M13%2015.5h5M13%2024.5h5'%20stroke='%233577d4'%20stroke-width='2'/%3E%3Ccircle%20cx='27'%20cy='15.5'%20r='1.4'%20fill='%233577d4'/%3E%3Ccircle%20cx='27'%20cy='24.5'%20r='1.4'%20fill='%233577d4'/%3E%3C/svg%3E";

/** Signs in as a service account does: a signed assertion for a short-lived token (RFC 7523). */
export const googleCloudStorage = (origin: string) =>
  defineConnector({
    key: 'google-cloud-storage',
    name: 'Google Cloud Storage',
    description: 'Objects in a bucket.',
    category: 'Files',
    images: [{ url: logo, theme: 'default' }],
    methods: [
      {
        method: 'custom_input',
        fields: [
          { key: 'bucket', type: 'text', label: 'Bucket', required: true },
          { key: 'client_email', type: 'email', label: 'Service account', required: true },
          { key: 'private_key', type: 'password', label: 'Private key', required: true },
          { key: 'token_uri', type: 'url', label: 'Token address', required: true },
        ],
      },
    ],
    origins: [origin],
    async authorize({ values }, { fetch, now, signal }) {
      const { client_email: account, private_key: privateKey, token_uri: tokenUri } = values;
      const issuedAt = Math.floor(now().getTime() / 1000);
      const assertion = await new SignJWT({ scope })
        .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
        .setIssuer(String(account))
        .setAudience(String(tokenUri))
        .setIssuedAt(issuedAt)
        .setExpirationTime(issuedAt + 600)
        .sign(await importPKCS8(String(privateKey), 'RS256'));
      const answer = await fetch(String(tokenUri), {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion }),
        signal,
      });
      if (!answer.ok) throw new Error(`The token endpoint answered ${answer.status}`);
      const { access_token: token, expires_in: seconds } = (await answer.json()) as { access_token: string; expires_in: number };
      return { headers: { authorization: `Bearer ${token}` }, expiresAt: new Date((issuedAt + seconds) * 1000) };
    },
  });
