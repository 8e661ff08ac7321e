// The canvas of a signature. Both builds draw through uni's canvas context; only
// taking the picture off it differs in what path comes back.
import type { ComponentInternalInstance } from 'vue'
import type { Picked } from './upload'

/** Pen draws on the canvas with the id inside the component. */
export class Pen {
  private readonly context: UniApp.CanvasContext
  private readonly at: object | null
  private drawn = false

  constructor(private readonly id: string, instance: ComponentInternalInstance | null) {
    this.at = instance?.proxy ?? null
    this.context = uni.createCanvasContext(id, this.at)
  }

  /** empty reports whether nothing was drawn yet. */
  get empty(): boolean { return !this.drawn }

  /** line draws one stroke's piece. */
  line(from: Point, to: Point): void {
    const c = this.context
    c.setStrokeStyle('#1a1a1a')
    c.setLineWidth(4)
    c.setLineCap('round')
    c.beginPath()
    c.moveTo(from.x, from.y)
    c.lineTo(to.x, to.y)
    c.stroke()
    c.draw(true)
    this.drawn = true
  }

  /** clear wipes the canvas. */
  clear(width: number, height: number): void {
    this.context.clearRect(0, 0, width, height)
    this.context.draw()
    this.drawn = false
  }

  /** picture returns what was drawn. */
  picture(): Promise<Picked> {
    return new Promise((resolve, reject) => {
      uni.canvasToTempFilePath({
        canvasId: this.id, fileType: 'png',
        success: (r: { tempFilePath: string }) => resolve({ path: r.tempFilePath, bytes: 0, taken: '' }),
        fail: reject,
      }, this.at)
    })
  }
}

/** Point is a place on the canvas in px. */
export interface Point { x: number; y: number }

interface Spot { x?: number; y?: number; clientX?: number; clientY?: number }

/** pointOf reads where a finger is, or a mouse. */
export function pointOf(e: { touches?: Spot[]; clientX?: number; clientY?: number; currentTarget?: unknown }): Point {
  const t: Spot | undefined = e.touches ? e.touches[0] : { clientX: e.clientX ?? 0, clientY: e.clientY ?? 0 }
  if (t?.x !== undefined && t.y !== undefined) return { x: t.x, y: t.y }
  let left = 0
  let top = 0
  // #ifdef H5
  const el = e.currentTarget as { getBoundingClientRect?: () => DOMRect } | undefined
  const box = el?.getBoundingClientRect?.()
  left = box?.left ?? 0
  top = box?.top ?? 0
  // #endif
  return { x: (t?.clientX ?? 0) - left, y: (t?.clientY ?? 0) - top }
}
