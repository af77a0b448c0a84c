import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { citationFaults, documentFaults } from './support/citations.js';
import { parseSource, readSource } from './support/source.js';

const files = execFileSync('git', ['ls-files'], { encoding: 'utf8' }).trim().split('\n').filter(existsSync);
const documents = files.filter((path) => path.endsWith('.md')).map((path) => ({ path, text: readFileSync(path, 'utf8') }));

describe('what comments and documents cite', () => {
  it('is in the repository, section by section', () => {
    const sources = files.filter((path) => /^(?:src|test|demo)\/.*\.ts$/.test(path)).map(readSource);
    assert.ok(sources.length > 500 && documents.length > 20, 'the scan found both');
    const faults = sources.flatMap((source) => citationFaults(source, documents));
    assert.deepEqual([...faults, ...documents.flatMap((document) => documentFaults(document, documents))], []);
  });
});

describe('the rule of citations', () => {
  const known = [
    { path: 'src/README.md', text: '# All\n\n## 1. Things\nSince version 7. It is so.\n\n## 2. Rules\n' },
    { path: 'src/server/hub/runs/README.md', text: '# Runs\n1. They start.\n2. They end. 3. They are told.\n' },
  ];
  const faultsIn = (comment: string) => citationFaults(parseSource('src/core/x.ts', `/** ${comment} */\nexport {};`), known);

  for (const [why, comment] of [
    ['a document that is nowhere', 'As handoff.md says.'],
    ['one in a folder that has none', 'As sign-in/README.md says.'],
    ['a section that is not there', 'See src/README.md §3.'],
    ['one of several that is not there', 'See runs/README.md §1, §4.'],
    ['a section of nothing', 'As in spec §2.'],
    ['a number in prose', 'See src/README.md §7.'],
    ['a document by its whole path', 'As /work/shared/spec.md says.'],
    ['one of ours by a whole path', 'As /src/README.md says.'],
    ['one with a scheme', 'As docs:spec.md says.'],
    ['one in capitals', 'As SPEC.MD says.'],
    ['one with a long ending', 'As architecture.markdown says.'],
    ['a note', 'See notes/api.txt.'],
    ['a section by a number alone', 'As in spec 4.2.'],
    ['one in words', 'See the handoff, section 4.'],
    ['one in words of nothing', 'As section 4 says.'],
    ['one in words that is not there', 'See src/README.md, section 9.'],
    ['one after the sections of an RFC', 'RFC 6749 §5.2, and §3.'],
  ] as const) {
    it(`refuses ${why}`, () => assert.equal(faultsIn(comment).length, 1));
  }

  for (const comment of [
    'See src/README.md §1, §2.',
    'See src/README.md\n * §2.',
    'See runs/README.md §3, and README.md.',
    'RFC 6749 §4.1.2.1, RFC 9700 §4.4 and §4.5.',
    'Read https://example.com/guide.md first.',
    'See src/README.md, section 2.',
    'RFC 6749 section 5.2, and RFC 7523, section 3.',
    'A section of 3 rows, and version 4.2 of it.',
  ]) {
    it(`allows "${comment.replaceAll('\n', ' ')}"`, () => assert.deepEqual(faultsIn(comment), []));
  }

  it('holds for documents', () => {
    const faults = documentFaults({ path: 'CHANGELOG.md', text: 'See §9 of ours,\ndocs/guide.md and src/README.md §7.' }, known);
    assert.deepEqual(faults, [
      'CHANGELOG.md:2: docs/guide.md is not in the repository',
      'CHANGELOG.md:2: src/README.md has no §7',
    ]);
  });
});
