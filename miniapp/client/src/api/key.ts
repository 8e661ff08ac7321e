// The keys under which the server recognises an action that is sent again.
import { randomHex } from '@/platform/random'
import { keep, kept, lose } from '@/platform/storage'

/** newKey is the key of one action: 128 random bits. */
export const newKey = () => randomHex(16)

// A print of the content, not the content: it may be stored. Citizens' numbers stay
// out of it, so that nobody can try them out on it.
function printOf(content: unknown): string {
  const text = JSON.stringify(content, (name, v: unknown) => (name === 'number' ? undefined : v)) ?? ''
  let a = 0x811c9dc5
  let b = 5381
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193) >>> 0
    b = (Math.imul(b, 33) + text.charCodeAt(i)) >>> 0
  }
  return `${a.toString(16)}.${b.toString(16)}.${text.length}`
}

/**
 * ActionKey keeps one key as long as the same content is sent again, so that a
 * second tap or a retry after a lost answer is the same action; under a name it
 * also outlives the program's being closed. A refusal or an answer ends it: what
 * comes next is another action.
 */
export class ActionKey {
  private print = ''
  private key = ''

  constructor(private readonly name = '') {
    const [print = '', key = ''] = (name && kept(`key.${name}`)?.split(' ')) || []
    this.print = print
    this.key = key
  }

  /** of returns the key for the content; other content is another action. */
  of(content: unknown): string {
    const print = printOf(content)
    if (!this.key || this.print !== print) {
      this.key = newKey()
      this.print = print
      if (this.name) keep(`key.${this.name}`, `${print} ${this.key}`)
    }
    return this.key
  }

  /** over is called when the server has answered, in whatever way. */
  over(): void {
    this.key = ''
    this.print = ''
    if (this.name) lose(`key.${this.name}`)
  }
}
