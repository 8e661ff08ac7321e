// Where the client runs. #ifdef lines are read by the build: one of the two stays.

/** phone is the demonstration's phone (a, b) whose page this is; '' everywhere else. */
export const phone: '' | 'a' | 'b' = readPhone()

/** demonstrated says that this is a phone of the demonstration: forms can fill themselves with invented answers. */
export const demonstrated = phone !== ''

function readPhone(): '' | 'a' | 'b' {
  let found: '' | 'a' | 'b' = ''
  // #ifdef H5
  const m = /[?&]phone=([ab])(&|$)/.exec(window.location.search)
  if (m) found = m[1] as 'a' | 'b'
  // #endif
  return found
}

/** county is the code of the county this client is built for. */
export const county = '621025000000'
