// Package bot is the chat counter (公众号对话): text in, text out. It reads one
// strict grammar, calls the use cases and renders their typed answers; it holds
// no rule of the procedure and decides no permission (house law 1). Whatever it
// is not sure of it asks back and never decides (product §6; trust T12, A39).
package bot
