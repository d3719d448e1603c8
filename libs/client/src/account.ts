/** Whose client this is. Known from the first HELLO on. */
export class Account {
  username: string | undefined;

  isMe(username: string): boolean {
    return username === this.username;
  }
}
