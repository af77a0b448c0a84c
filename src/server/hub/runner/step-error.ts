/**
 * What a flow gets of a step that failed with anything but words for the person. Its flow may look at the message; whoever throws it on
 * ends the run with the words of its code, and the log has the rest under the run's id.
 */
export class StepError extends Error {
  override readonly name = 'StepError';
  readonly step: string;

  constructor(step: string, message: string) {
    super(message);
    this.step = step;
  }
}
