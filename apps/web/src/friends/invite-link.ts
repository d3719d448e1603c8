/** Links that invite, and what somebody may paste in their place. */
export type InviteTo = 'invite' | 'join';

/** The name is only a hint for the page that opens: it stays in the browser, behind the `#`. */
export function inviteLink(to: InviteTo, code: string, from: string): string {
  return `${location.origin}/${to}/${code}#${encodeURIComponent(from)}`;
}

/** The code in what was pasted: a link of ours, or the code itself, however it is grouped. */
export function codeIn(pasted: string): { to: InviteTo | undefined; code: string } {
  const link = /\/(invite|join)\/([0-9A-Za-z-]+)/.exec(pasted);
  if (link !== null) return { to: link[1] === 'join' ? 'join' : 'invite', code: link[2] ?? '' };
  return { to: undefined, code: pasted.replaceAll(/[^0-9A-Za-z]/g, '') };
}

/** For eyes: in groups of four. */
export function grouped(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join(' ');
}
