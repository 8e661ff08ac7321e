// Taking the sheets of visits along before leaving the network.
import { getTask } from '@/api/client'
import { contextOf } from '@/context'
import { note } from '@/words/task'
import { keepVisit, visitOf } from '@/visits'

/** carryAlong opens each task once and keeps its form on the phone; answers how many there are. */
export async function carryAlong(tasks: string[]): Promise<number> {
  for (const id of tasks) {
    const task = await getTask(id)
    const context = await contextOf(task.object, task)
    keepVisit(task, note(task), context)
  }
  return tasks.filter((id) => visitOf(id)).length
}
