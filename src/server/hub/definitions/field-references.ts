import type { Field } from '../../../contract/form.js';
import { fieldNamed } from '../../../contract/rules/visible-when.js';
import { meantOf } from '../../platform/value-words.js';
import { faultAt, type Thing } from './schema-words.js';

type Path = readonly PropertyKey[];

/** A field, and where its author wrote it. */
export interface PlacedField {
  readonly field: Field;
  readonly path: Path;
}

/** Fields that stand together, and what stands around the row that they are in. */
interface Level {
  readonly fields: readonly Field[];
  readonly outer?: Level;
}

const named = (name: string, level: Level): Field | undefined => fieldNamed(name, level)?.field;

const namesIn = ({ fields, outer }: Level): string[] => [
  ...fields.map(({ key }) => key),
  ...(outer === undefined ? [] : namesIn(outer)),
];

/** Whether a field is shown by what it shows itself: nobody could say whether it is there. */
function showsItself({ key, visibleWhen = [] }: Field, level: Level, seen: ReadonlySet<string> = new Set()): boolean {
  if (seen.has(key)) return true;
  const path = new Set([...seen, key]);
  return visibleWhen.some(({ field }) => {
    const next = level.fields.find((candidate) => candidate.key === field);
    return next !== undefined && (path.has(next.key) ? next.key === [...path][0] : showsItself(next, level, path));
  });
}

function faultsOf(field: Field, level: Level): (readonly [path: Path, says: string])[] {
  const unknown = (name: string) =>
    `there is no field ${JSON.stringify(name)}${meantOf(name, namesIn(level), (names) => `there are ${names}`)}`;
  return [
    ...(field.visibleWhen ?? []).flatMap(({ field: name, values }, index): (readonly [path: Path, says: string])[] => {
      const path = ['visibleWhen', index];
      const seen = named(name, level);
      if (seen === undefined) return [[[...path, 'field'], unknown(name)]];
      // A browser does not know a password that is saved.
      if (seen.type === 'password' && values !== undefined)
        return [
          [
            [...path, 'values'],
            `"${name}" is a password, which is compared with nothing: leave values out, to ask whether it is set`,
          ],
        ];
      return [];
    }),
    ...(showsItself(field, level) ? [[['visibleWhen'], 'the field is shown by a field that it shows itself'] as const] : []),
    ...(field.dependsOn ?? []).flatMap((name, index): (readonly [path: Path, says: string])[] => {
      if (named(name, level) === undefined) return [[['dependsOn', index], unknown(name)]];
      return name === field.key ? [[['dependsOn', index], 'its choices depend on what is chosen of them']] : [];
    }),
  ];
}

/** Names of other fields that lead nowhere, in conditions and in what choices depend on, in the rows of groups too. */
export function referenceFaults(thing: Thing, root: unknown, placed: readonly PlacedField[], outer?: Level): string[] {
  const level: Level = { fields: placed.map(({ field }) => field), ...(outer === undefined ? {} : { outer }) };
  return placed.flatMap(({ field, path }) => [
    ...faultsOf(field, level).map(([below, says]) => faultAt(thing, root, [...path, ...below], says)),
    ...referenceFaults(
      thing,
      root,
      (field.fields ?? []).map((inner, index) => ({ field: inner, path: [...path, 'fields', index] })),
      level,
    ),
  ]);
}
