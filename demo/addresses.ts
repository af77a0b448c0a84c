/**
 * Three origins of two sites without DNS: the host and the providers on `localhost`, the backend on `127.0.0.1`. Browsers take
 * them for different sites, so that sign-in windows, cookies and storage are cross-site as they are in production.
 */
export interface Ports {
  readonly host: number;
  readonly backend: number;
  readonly accounts: number;
  readonly drive: number;
  readonly storage: number;
  readonly database: number;
  readonly desk: number;
}

export const defaultPorts: Ports = {
  host: 4100,
  backend: 4200,
  accounts: 4301,
  drive: 4302,
  storage: 4303,
  database: 4304,
  desk: 4305,
};

/** `DEMO_PORT=5000` moves them all: 5000 to 5006. */
export function portsFrom(environment: NodeJS.ProcessEnv): Ports {
  const base = environment['DEMO_PORT'];
  if (base === undefined) return defaultPorts;
  const first = Number(base);
  if (!Number.isInteger(first) || first < 1024 || first > 65_529) throw new Error('DEMO_PORT must be a port from 1024 to 65529');
  return {
    host: first,
    backend: first + 1,
    accounts: first + 2,
    drive: first + 3,
    storage: first + 4,
    database: first + 5,
    desk: first + 6,
  };
}

export const addressesOf = (ports: Ports) => ({
  host: `http://localhost:${ports.host}`,
  backend: `http://127.0.0.1:${ports.backend}`,
});
