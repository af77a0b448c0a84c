import { defineConnector } from 'integration-hub/server';

/** Where Google's services are reached: Google itself, or the stand-ins of this demo. */
export interface GoogleAddresses {
  readonly authorizationUrl: string;
  readonly tokenUrl: string;
  readonly revocationUrl: string;
  readonly userInfoUrl: string;
  /** Origin of the Drive API; its paths are below `/drive/v3`. */
  readonly drive: string;
  /** Origin of the Cloud Storage API. */
  readonly storage: string;
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** What Google publishes in its discovery document. */
export const google = (clientId: string, clientSecret: string): GoogleAddresses => ({
  authorizationUrl: 'https://accounts.google.com/o/oauth2/v2/auth',
  tokenUrl: 'https://oauth2.googleapis.com/token',
  revocationUrl: 'https://oauth2.googleapis.com/revoke',
  userInfoUrl: 'https://openidconnect.googleapis.com/v1/userinfo',
  drive: 'https://www.googleapis.com',
  storage: 'https://storage.googleapis.com',
  issuer: 'https://accounts.google.com',
  clientId,
  clientSecret,
});

export const driveScope = 'https://www.googleapis.com/auth/drive.readonly';

const logo =
  "data:image/svg+xml,%3Csvg%20xmlns='http://www.w3.org/2000/svg'%20viewBox='0%200%2040%2040'%3E%3Crect%20width='40'%20height='40'%20rx='9'%20fill='%23f4f7f9'/%3E%3Cpath%20d='M15.6%209.5h8.8l8.1%2014h-8.8z'%20fill='%23f2b63c'/%3E%3Cpath%20d='m15.6%209.5%204.4%207.6-8.1%2014-4.4-7.6z'%20fill='%23259b67'/%3E%3Cpath%20d='M16.3%2023.5h16.2l-4.4%207.6H11.9z'%20fill='%233577d4'/%3E%3C/svg%3E";

export const googleDrive = (addresses: GoogleAddresses) =>
  defineConnector({
    key: 'google-drive',
    name: 'Google Drive',
    description: 'Files and folders of a Google account.',
    category: 'Files',
    images: [{ url: logo, theme: 'default' }],
    methods: [{ method: 'oauth' }],
    oauth: {
      authorizationUrl: addresses.authorizationUrl,
      tokenUrl: addresses.tokenUrl,
      revocationUrl: addresses.revocationUrl,
      userInfoUrl: addresses.userInfoUrl,
      issuer: addresses.issuer,
      clientId: addresses.clientId,
      clientSecret: addresses.clientSecret,
      clientAuthentication: 'post',
      params: { scope: `openid email profile ${driveScope}`, access_type: 'offline', prompt: 'consent select_account' },
      requiredScopes: [driveScope],
      scopeWords: { [driveScope]: 'See and download all your files', email: 'See your email address' },
      accountPaths: ['email', 'sub'],
    },
    origins: [addresses.drive],
  });
