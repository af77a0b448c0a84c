import { Authorization } from '../contract/authorization.js';
import { Connection } from '../contract/connection.js';
import { Configuration, OptionsPage } from '../contract/form.js';
import { HistoryPage } from '../contract/history.js';
import { Run, RunDetails } from '../contract/run.js';
import type { Backend } from '../core/backend.js';
import { IntegrationError } from '../core/errors.js';
import { ask, at, connectionPath, parse } from './answer.js';
import { type Call, type Surroundings, send } from './request.js';

/** The calls that no first card needs. */
export type LaterCalls = Omit<Backend, 'readHub' | 'readConnection' | 'watch'>;

/** Milliseconds for a call behind which the backend asks a service. */
const slow = 45_000;

export function createLaterCalls(around: Surroundings): LaterCalls {
  return {
    saveConnection: (address, body, signal) =>
      ask(around, Connection, { method: 'PUT', path: connectionPath(address), body, starts: true }, signal),
    async removeConnection(address, anyway, signal) {
      const path = `${connectionPath(address)}${anyway ? '?anyway=true' : ''}`;
      const { body } = await send(around, { method: 'DELETE', path }, signal);
      return body === undefined ? undefined : parse(Run, body);
    },
    signOut: (address, signal) =>
      ask(around, Connection, { method: 'DELETE', path: connectionPath(address, 'credentials') }, signal),
    startRun: (address, action, body, signal) =>
      ask(around, Run, { method: 'POST', path: connectionPath(address, 'actions', action, 'runs'), body, starts: true }, signal),
    readRun: (id, signal) => ask(around, RunDetails, { path: at('v1', 'runs', id) }, signal),
    cancelRun: (id, signal) => ask(around, Run, { method: 'DELETE', path: at('v1', 'runs', id) }, signal),
    async registerAuthorization(body, signal) {
      try {
        return await ask(around, Authorization, { method: 'POST', path: 'v1/authorizations', body, starts: true }, signal);
      } catch (cause) {
        // Nobody else can have drawn this id: the first attempt arrived, its answer did not.
        if (!(cause instanceof IntegrationError) || cause.code !== 'already_registered') throw cause;
        return ask(around, Authorization, { path: at('v1', 'authorizations', body.id) }, signal);
      }
    },
    readAuthorization: (id, signal) => ask(around, Authorization, { path: at('v1', 'authorizations', id) }, signal),
    cancelAuthorization: (id, signal) =>
      ask(around, Authorization, { method: 'DELETE', path: at('v1', 'authorizations', id) }, signal),
    async finishReturn(reference, handle, signal) {
      const path = at('v1', 'authorizations', reference);
      try {
        // The handle, which is burnt once, makes it safe to send again.
        const call: Call = { method: 'POST', path: `${path}/return`, body: { handle }, starts: true, patience: slow };
        return await ask(around, Authorization, call, signal);
      } catch (cause) {
        // An earlier attempt burnt the handle, and its answer did not arrive.
        if (!(cause instanceof IntegrationError) || cause.code !== 'not_found') throw cause;
        return ask(around, Authorization, { path }, signal);
      }
    },
    answerAuthorization: (id, body, signal) =>
      ask(around, Authorization, { method: 'POST', path: at('v1', 'authorizations', id, 'answer'), body }, signal),
    saveCredential: (address, dependency, body, signal) =>
      ask(
        around,
        Connection,
        // Once: services lock accounts for which the same bad key comes again and again.
        { method: 'PUT', path: connectionPath(address, 'credentials', dependency), body, starts: true, patience: slow, tries: 1 },
        signal,
      ),
    readConfiguration: (address, flow, signal) =>
      ask(around, Configuration, { path: connectionPath(address, 'configurations', flow), patience: slow }, signal),
    saveConfiguration: (address, flow, body, signal) =>
      ask(
        around,
        Configuration,
        { method: 'PUT', path: connectionPath(address, 'configurations', flow), body, starts: true, patience: slow },
        signal,
      ),
    readOptions: (address, flow, body, signal) =>
      ask(
        around,
        OptionsPage,
        { method: 'POST', path: connectionPath(address, 'configurations', flow, 'options'), body, patience: slow },
        signal,
      ),
    readHistory(address, query, signal) {
      const search = new URLSearchParams(
        Object.entries(query).filter((entry): entry is [string, string] => entry[1] !== undefined),
      );
      return ask(
        around,
        HistoryPage,
        { path: `${connectionPath(address, 'history')}${search.toString() === '' ? '' : `?${search}`}` },
        signal,
      );
    },
  };
}
