/// <reference types="vite/client" />
declare module '*.vue' {
  import type { DefineComponent } from 'vue'
  const component: DefineComponent<{}, {}, unknown>
  export default component
}
declare const wx: { getRandomValues(o: { length: number; success(r: { randomValues: ArrayBuffer }): void }): void }
