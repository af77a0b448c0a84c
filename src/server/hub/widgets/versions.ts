import { ProblemError } from '../../platform/problem-error.js';
import { readVersion } from '../definitions/stored-content.js';
import type { Services } from '../services/services.js';
import { leftEnvironments, shownVersions } from './deployment.rows.js';
import { versionRows } from './version.rows.js';
import { findWidget } from './widget.rows.js';

interface Identity {
  readonly key: string;
  readonly version: string;
}

export interface VersionView {
  readonly version: number;
  readonly digest: string;
  readonly createdAt: string;
  readonly createdBy?: string;
  readonly environments: string[];
  /** Which showed it last and show nothing of the widget now, with what was noted then. */
  readonly left: { readonly environment: string; readonly at: string; readonly note?: string }[];
  /** Absent where the version cannot be read. */
  readonly name?: string;
  readonly forms: Identity[];
  readonly flows: Identity[];
}

/** Newest first. @throws {ProblemError} `widget_not_found` */
export async function listVersions(
  { database: { queries } }: Pick<Services, 'database'>,
  widget: string,
): Promise<VersionView[]> {
  const rows = await versionRows(queries, widget);
  if (rows.length === 0 && (await findWidget(queries, widget)) === undefined) throw new ProblemError('widget_not_found');
  const shown = await shownVersions(queries, widget);
  const left = await leftEnvironments(queries, widget);
  return rows.map(({ version, digest, content: stored, created_at: createdAt, created_by: createdBy }) => {
    const { content } = readVersion(stored);
    return {
      version,
      digest,
      createdAt: createdAt.toISOString(),
      ...(createdBy === null ? {} : { createdBy }),
      environments: [...shown].filter(([, number]) => number === version).map(([environment]) => environment),
      left: left
        .filter((environment) => environment.version === version)
        .map(({ environment, at, note }) => ({ environment, at: at.toISOString(), ...(note === null ? {} : { note }) })),
      ...(content === undefined ? {} : { name: content.widget.name }),
      forms: (content?.forms ?? []).map((form) => ({ key: form.key, version: form.version })),
      flows: [...(content?.flows ?? [])],
    };
  });
}
