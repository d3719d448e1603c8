/**
 * One line that says what is going on and for how long, on stderr: a terminal sees it count, a log gets a line every 15 seconds.
 * @param {string} title
 */
export function progress(title) {
  const started = Date.now();
  const terminal = process.stderr.isTTY;
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  /** @param {string} state */
  const show = (state) => process.stderr.write(terminal ? `\r\u001b[K${title} … ${state}` : `${title} … ${state}\n`);
  show('');
  const timer = setInterval(() => show(seconds()), terminal ? 1000 : 15_000);
  return {
    /** @param {string} state */
    end(state) {
      clearInterval(timer);
      show(`${state} (${seconds()})${terminal ? '\n' : ''}`);
    },
  };
}
