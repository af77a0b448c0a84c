export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

export interface EventParser {
  push(chunk: string): void;
  /** The newest id, with an event or alone: what to resume after. */
  lastId(): string;
}

/**
 * Reads an event stream from chunks that end anywhere (HTML, "Interpreting an event stream"). Comments and `retry` are passed over.
 *
 * @param onEvent with the event's own id; empty where it has none
 */
export function createEventParser(onEvent: (event: ServerSentEvent, ownId: string) => void): EventParser {
  let rest = '';
  let skipLineFeed = false;
  let first = true;
  let event = '';
  let data: string[] = [];
  let id = '';
  let ownId = '';
  let lastId = '';

  const readLine = (line: string) => {
    if (line === '') {
      lastId = id;
      if (data.length > 0) onEvent({ event: event === '' ? 'message' : event, data: data.join('\n') }, ownId);
      event = '';
      data = [];
      ownId = '';
      return;
    }
    const colon = line.indexOf(':');
    const field = colon === -1 ? line : line.slice(0, colon);
    const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'event') event = value;
    else if (field === 'data') data.push(value);
    else if (field === 'id' && !value.includes('\0')) {
      id = value;
      ownId = value;
    }
  };
  const push = (chunk: string) => {
    let text = rest + chunk;
    if (first && text !== '') {
      first = false;
      text = text.replace(/^\uFEFF/, '');
    }
    let start = 0;
    for (let index = rest.length; index < text.length; index += 1) {
      const character = text[index];
      if (character !== '\n' && character !== '\r') skipLineFeed = false;
      else if (character === '\n' && skipLineFeed) {
        skipLineFeed = false;
        start = index + 1;
      } else {
        skipLineFeed = character === '\r';
        readLine(text.slice(start, index));
        start = index + 1;
      }
    }
    rest = text.slice(start);
  };
  return { push, lastId: () => lastId };
}
