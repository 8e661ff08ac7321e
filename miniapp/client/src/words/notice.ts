// Words and shapes of messages and states.
export const shapes = { bad: '！', good: '✓', info: '●' } as const
export const tagShapes = { good: '✓', wait: '●', bad: '！', plain: '○' } as const
