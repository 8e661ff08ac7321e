// The program itself with the demonstration's county, on temporary data and free ports.
// BANGFU names a program that is built already; else it is built here.
import { spawn, execFileSync } from 'node:child_process'
import fs from 'node:fs'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../../../', import.meta.url))

const free = () => new Promise((resolve) => {
  const s = net.createServer().listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => resolve(port)) })
})

/** start answers { url, demo(name, body), close }. */
export async function start() {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'bangfu-client-'))
  const program = process.env.BANGFU ?? path.join(work, 'bangfu')
  if (!process.env.BANGFU) execFileSync('go', ['build', '-o', program, './cmd/bangfu'], { cwd: root, stdio: 'inherit' })
  const [port, ops] = [await free(), await free()]
  const url = `http://127.0.0.1:${port}`
  const log = fs.openSync(path.join(work, 'log'), 'w')
  const child = spawn(program, [], {
    env: { ...process.env, BANGFU_DATA: path.join(work, 'data'), BANGFU_LISTEN: `127.0.0.1:${port}`, BANGFU_OPS: `127.0.0.1:${ops}` }, stdio: ['ignore', log, log],
  })
  let ended = false
  child.on('exit', () => { ended = true })
  const close = async () => {
    if (!ended) { child.kill(); await new Promise((done) => child.on('exit', done)) }
    fs.rmSync(work, { recursive: true, force: true })
  }
  for (let i = 0; ; i++) {
    const state = await fetch(`${url}/demo/state`).then((r) => r.json()).catch(() => null)
    if (state?.world?.name) break
    if (ended || i > 300) { console.error(fs.readFileSync(path.join(work, 'log'), 'utf8')); await close(); throw new Error('the program did not start') }
    await new Promise((done) => setTimeout(done, 200))
  }
  const demo = async (name, body) => {
    const r = await fetch(`${url}/demo/${name}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
    if (!r.ok) throw new Error(`/demo/${name}: ${r.status} ${await r.text()}`)
    return r.status === 204 ? null : r.json()
  }
  return { url, demo, close }
}
