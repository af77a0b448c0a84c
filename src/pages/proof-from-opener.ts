const patience = 3000;

/**
 * Says hello to the window that opened this one and takes its proof: from that window only, at that origin only, once.
 * `undefined` where no answer comes within 3 s.
 */
export function proofFromOpener(opener: Window, origin: string, id: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    const finish = (proof: string | undefined): void => {
      clearTimeout(timer);
      window.removeEventListener('message', receive);
      resolve(proof);
    };
    const receive = ({ source, origin: from, data }: MessageEvent<unknown>): void => {
      if (source !== opener || from !== origin || typeof data !== 'object' || data === null) return;
      const { type, id: about, proof } = data as { type?: unknown; id?: unknown; proof?: unknown };
      if (type === 'integration-hub/proof' && about === id && typeof proof === 'string') finish(proof);
    };
    const timer = setTimeout(() => finish(undefined), patience);
    window.addEventListener('message', receive);
    opener.postMessage({ type: 'integration-hub/hello', id }, origin);
  });
}
