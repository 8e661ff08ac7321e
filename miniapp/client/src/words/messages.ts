// Words of the message box.
export const title = '消息'
export const none = '还没有消息'
export const fresh = '没看过'
export const read = '看过了'
export const open = '点开看'
export const more = '看以前的'
