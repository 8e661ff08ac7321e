// The keys under which the server recognises an action that is sent again.
import { randomHex } from '@/platform/random'

/** newKey is the key of one action: 128 random bits. */
export const newKey = () => randomHex(16)

/**
 * ActionKey keeps one key as long as the same content is sent again, so that a
 * second tap or a retry after a lost answer is the same action. A refusal or an
 * answer ends it: what comes next is another action.
 */
export class ActionKey {
  private content = ''
  private key = ''

  /** of returns the key for the content; other content is another action. */
  of(content: unknown): string {
    const text = JSON.stringify(content)
    if (!this.key || this.content !== text) {
      this.key = newKey()
      this.content = text
    }
    return this.key
  }

  /** over is called when the server has answered, in whatever way. */
  over(): void {
    this.key = ''
    this.content = ''
  }
}
