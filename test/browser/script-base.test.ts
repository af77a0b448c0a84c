import { expect } from '@open-wc/testing';
import { scriptBase } from '../../src/browser/script-base.js';

describe('the backend that a script came from', () => {
  for (const [script, base] of [
    ['https://x.example/integration-hub.js', 'https://x.example/'],
    ['https://x.example/integrations/integration-hub.js', 'https://x.example/integrations/'],
    ['https://x.example/integrations/v1/integration-hub.js', 'https://x.example/integrations/'],
    ['https://x.example/0.1.0/integration-hub.js', 'https://x.example/'],
    ['https://x.example/a/b/1.4.2-beta.1/chunks/hub-a1_-b2.js', 'https://x.example/a/b/'],
    ['https://x.example/integrations/chunks/hub-a1b2c3.js', 'https://x.example/integrations/'],
    ['https://x.example/v1/chunks/hub-a1b2c3.js', 'https://x.example/'],
    ['http://localhost:8787/integrations/integration-hub.js?v=/v1/2#/c/d', 'http://localhost:8787/integrations/'],
    ['https://x.example/tenants/v12.dev/integration-hub.js', 'https://x.example/tenants/v12.dev/'],
  ] as const)
    it(`is ${base} for ${script}`, () => expect(scriptBase(script)).to.equal(base));
});
