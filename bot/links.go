package bot

import "bangfu/model"

// links writes the addresses in answers; a link opens exactly its page after the
// login, and opening it decides nothing (A42).
type links struct{ base string }

func (l links) task(id model.PublicID) string      { return l.base + "/h5/#/t/" + string(id) }
func (l links) household(id model.PublicID) string { return l.base + "/h5/#/c/" + string(id) }
func (l links) list(id model.PublicID) string      { return l.base + "/h5/#/p/" + string(id) }
func (l links) lists() string                      { return l.base + "/h5/#/lists" }
func (l links) apply() string                      { return l.base + "/h5/#/apply" }
func (l links) policy() string                     { return l.base + "/h5/#/policy" }
func (l links) me() string                         { return l.base + "/h5/#/me" }
