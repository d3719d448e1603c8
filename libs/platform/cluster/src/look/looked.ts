/** What was seen, or why nothing was. */
export type Looked<T> = T | { readonly fault: string };

export async function faultOf<T extends object>(look: () => Promise<T>): Promise<Looked<T>> {
  try {
    return await look();
  } catch (error) {
    return { fault: wordsOf(error) };
  }
}

/** Several addresses that were tried are one error without words of its own. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}
