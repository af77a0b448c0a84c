import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type ActionType, type Visibility, visibilities } from '../../src/contract/action.js';
import { type OfferedState, offered } from '../../src/contract/rules/offered.js';

type Cell = readonly [ActionType, Visibility, OfferedState, boolean];

/** Seed, "Action visibility": seven rows by four columns. */
const table: readonly Cell[] = [
  ['none', 'always', { authenticated: false, configured: false, expired: false }, true],
  ['none', 'always', { authenticated: false, configured: true, expired: false }, true],
  ['none', 'always', { authenticated: true, configured: false, expired: false }, true],
  ['none', 'always', { authenticated: true, configured: true, expired: false }, true],
  ['none', 'pre_auth', { authenticated: false, configured: false, expired: false }, true],
  ['none', 'pre_auth', { authenticated: false, configured: true, expired: false }, true],
  ['none', 'pre_auth', { authenticated: true, configured: false, expired: false }, false],
  ['none', 'pre_auth', { authenticated: true, configured: true, expired: false }, false],
  ['none', 'post_auth', { authenticated: false, configured: false, expired: false }, false],
  ['none', 'post_auth', { authenticated: false, configured: true, expired: false }, false],
  ['none', 'post_auth', { authenticated: true, configured: false, expired: false }, true],
  ['none', 'post_auth', { authenticated: true, configured: true, expired: false }, true],
  ['none', 'post_auth_configured', { authenticated: false, configured: false, expired: false }, false],
  ['none', 'post_auth_configured', { authenticated: false, configured: true, expired: false }, false],
  ['none', 'post_auth_configured', { authenticated: true, configured: false, expired: false }, false],
  ['none', 'post_auth_configured', { authenticated: true, configured: true, expired: false }, true],
  ['none', 'pre_auth_configured', { authenticated: false, configured: false, expired: false }, false],
  ['none', 'pre_auth_configured', { authenticated: false, configured: true, expired: false }, true],
  ['none', 'pre_auth_configured', { authenticated: true, configured: false, expired: false }, false],
  ['none', 'pre_auth_configured', { authenticated: true, configured: true, expired: false }, false],
  ['none', 'post_auth_not_configured', { authenticated: false, configured: false, expired: false }, false],
  ['none', 'post_auth_not_configured', { authenticated: false, configured: true, expired: false }, false],
  ['none', 'post_auth_not_configured', { authenticated: true, configured: false, expired: false }, true],
  ['none', 'post_auth_not_configured', { authenticated: true, configured: true, expired: false }, false],
  ['none', 'pre_auth_not_configured', { authenticated: false, configured: false, expired: false }, true],
  ['none', 'pre_auth_not_configured', { authenticated: false, configured: true, expired: false }, false],
  ['none', 'pre_auth_not_configured', { authenticated: true, configured: false, expired: false }, false],
  ['none', 'pre_auth_not_configured', { authenticated: true, configured: true, expired: false }, false],
];

/** An expired sign-in overrides two kinds of action, whatever their visibility. */
const expired: readonly Cell[] = [
  ['activation', 'always', { authenticated: false, configured: true, expired: true }, false],
  ['activation', 'pre_auth', { authenticated: false, configured: true, expired: true }, false],
  ['activation', 'post_auth', { authenticated: false, configured: true, expired: true }, false],
  ['activation', 'post_auth_configured', { authenticated: false, configured: true, expired: true }, false],
  ['activation', 'pre_auth_configured', { authenticated: false, configured: true, expired: true }, false],
  ['activation', 'post_auth_not_configured', { authenticated: false, configured: true, expired: true }, false],
  ['activation', 'pre_auth_not_configured', { authenticated: false, configured: true, expired: true }, false],
  ['deactivation', 'always', { authenticated: false, configured: true, expired: true }, true],
  ['deactivation', 'pre_auth', { authenticated: false, configured: true, expired: true }, true],
  ['deactivation', 'post_auth', { authenticated: false, configured: true, expired: true }, true],
  ['deactivation', 'post_auth_configured', { authenticated: false, configured: true, expired: true }, true],
  ['deactivation', 'pre_auth_configured', { authenticated: false, configured: true, expired: true }, true],
  ['deactivation', 'post_auth_not_configured', { authenticated: false, configured: true, expired: true }, true],
  ['deactivation', 'pre_auth_not_configured', { authenticated: false, configured: true, expired: true }, true],
];

/** Everything else follows the table as if nobody were signed in. */
const expiredOthers: readonly Cell[] = [
  ['none', 'always', { authenticated: false, configured: true, expired: true }, true],
  ['none', 'pre_auth', { authenticated: false, configured: true, expired: true }, true],
  ['none', 'post_auth', { authenticated: false, configured: true, expired: true }, false],
  ['none', 'post_auth_configured', { authenticated: false, configured: true, expired: true }, false],
  ['none', 'pre_auth_configured', { authenticated: false, configured: true, expired: true }, true],
  ['none', 'post_auth_not_configured', { authenticated: false, configured: true, expired: true }, false],
  ['none', 'pre_auth_not_configured', { authenticated: false, configured: true, expired: true }, false],
];

const words = (state: OfferedState) =>
  `A=${Number(state.authenticated)} C=${Number(state.configured)}${state.expired ? ', expired' : ''}`;

describe('offered', () => {
  for (const [type, visibility, state, shown] of [...table, ...expired, ...expiredOthers])
    it(`${shown ? 'shows' : 'hides'} a ${type} action with visibility ${visibility} at ${words(state)}`, () => {
      assert.equal(offered({ type, visibility }, state), shown);
    });

  it('treats an expired sign-in as nobody being signed in, whatever the other flag says', () => {
    assert.equal(
      offered({ type: 'none', visibility: 'post_auth' }, { authenticated: true, configured: true, expired: true }),
      false,
    );
  });

  it('offers a form that asks for more than is saved, whatever its visibility, and no other', () => {
    const state = { configured: true, incomplete: ['settings'] };
    for (const visibility of visibilities)
      for (const [authenticated, expired] of [
        [true, false],
        [false, false],
        [false, true],
      ] as const) {
        const offers = (type: ActionType, flow?: string) =>
          offered({ type, visibility, flow }, { ...state, authenticated, expired });
        assert.equal(offers('configuration', 'settings'), true);
        for (const other of ['other', undefined])
          assert.equal(
            offers('configuration', other),
            offered({ type: 'none', visibility }, { ...state, authenticated, expired }),
          );
      }
  });

  it('does not offer an action whose visibility it does not know', () => {
    const state = { authenticated: true, configured: true, expired: false };
    for (const visibility of ['when_the_moon_is_full', 'constructor', '__proto__'])
      assert.equal(offered({ type: 'none', visibility: visibility as Visibility }, state), false);
  });
});
