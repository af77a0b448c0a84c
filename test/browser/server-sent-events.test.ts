import { expect } from '@open-wc/testing';
import { createEventParser, type ServerSentEvent } from '../../src/browser/server-sent-events.js';

function read(...chunks: readonly string[]) {
  const events: ServerSentEvent[] = [];
  const parser = createEventParser((event) => events.push(event));
  for (const chunk of chunks) parser.push(chunk);
  return { events, lastId: parser.lastId() };
}

const one = { event: 'run.changed', data: '{"run":"1"}' };
const text = 'id: 7\nevent: run.changed\ndata: {"run":"1"}\n\n';

describe('createEventParser', () => {
  it('reads an event with its name, data and id', () => {
    expect(read(text)).to.deep.equal({ events: [one], lastId: '7' });
  });

  it('reads the same from chunks that end anywhere, with any line ends', () => {
    for (const ends of ['\n', '\r\n', '\r']) {
      const stream = (text + text).replaceAll('\n', ends);
      for (let cut = 0; cut <= stream.length; cut += 1)
        expect(read(stream.slice(0, cut), stream.slice(cut)).events, `${JSON.stringify(ends)} cut at ${cut}`).to.deep.equal([
          one,
          one,
        ]);
      expect(read(...stream).events).to.deep.equal([one, one]);
    }
  });

  it('joins lines of data and passes over comments, retry and what it does not know', () => {
    const { events } = read(': heartbeat\n\nretry: 2000\nnew: thing\ndata: a\ndata:b\ndata\n\n');
    expect(events).to.deep.equal([{ event: 'message', data: 'a\nb\n' }]);
  });

  it('takes off one space only, and a byte order mark', () => {
    expect(read('\uFEFFdata:  a\n\n').events).to.deep.equal([{ event: 'message', data: ' a' }]);
  });

  it('keeps the id of a block without data: the stream resumes there', () => {
    expect(read('retry: 2000\nid: 41\n\n')).to.deep.equal({ events: [], lastId: '41' });
    expect(read('id: 41\n\ndata: x\n\n').lastId).to.equal('41');
    expect(read('id: 41\n\nid: 4\0\ndata: x\n\n').lastId).to.equal('41');
  });

  it('does not tell an event that was cut off, nor resume after it', () => {
    expect(read('id: 1\ndata: a\n\nid: 2\ndata: b\n')).to.deep.equal({ events: [{ event: 'message', data: 'a' }], lastId: '1' });
  });
});
