/** Asks a house how it is, and tells the next step for each thing that is not well. */
interface Finding {
  readonly what: string;
  readonly next: string;
}

async function findingsOf(url: string): Promise<Finding[]> {
  try {
    const response = await fetch(new URL('/health', url));
    return response.ok ? [] : [{ what: `Maru is not ready: ${await response.text()}`, next: 'Look at its log for what it waits for.' }];
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return [{ what: `${url} cannot be reached (${cause})`, next: 'Start it with `npm start`, or name its address.' }];
  }
}

/** The exit code: 0 when there is nothing to mend. */
export async function doctor(url: string, tell: (line: string) => void): Promise<number> {
  const findings = await findingsOf(url);
  for (const { what, next } of findings) tell(`✗ ${what}\n  ${next}`);
  if (findings.length === 0) tell(`✓ ${url} is well`);
  return findings.length === 0 ? 0 : 1;
}
