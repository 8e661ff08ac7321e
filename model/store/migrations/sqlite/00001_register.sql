-- +goose Up
CREATE TABLE region (
  id integer PRIMARY KEY AUTOINCREMENT,
  code text,
  area text,
  name text,
  full_name text,
  level integer,
  parent text,
  committee numeric,
  successor text,
  valid_from text,
  valid_to text
);
CREATE INDEX region_parent ON region(parent);
CREATE UNIQUE INDEX region_area ON region(area);
CREATE UNIQUE INDEX region_code ON region(code);
CREATE TABLE organ (
  id integer PRIMARY KEY AUTOINCREMENT,
  area text,
  kind text,
  name text,
  parent integer,
  phone text
);
CREATE INDEX organ_area ON organ(area);
CREATE TABLE person (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  name text,
  number_sealed blob,
  number_index text,
  phone_sealed blob,
  area text,
  verified numeric,
  pin_hash text,
  pin_fails integer,
  pin_locked integer,
  pin_on text,
  version integer,
  created_at integer
);
CREATE INDEX person_area ON person(area);
CREATE INDEX person_number ON person(number_index);
CREATE UNIQUE INDEX person_public ON person(public_id);
CREATE TABLE account (
  id integer PRIMARY KEY AUTOINCREMENT,
  person_id integer,
  app text,
  open_id text,
  union_id text,
  followed numeric,
  window_end integer,
  window_n integer,
  bound_at integer,
  created_at integer
);
CREATE INDEX account_union ON account(union_id);
CREATE UNIQUE INDEX account_openid ON account(app,open_id);
CREATE INDEX account_person ON account(person_id);
CREATE TABLE role_grant (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  person_id integer,
  role text,
  area text,
  valid_from text,
  valid_to text,
  granted_by integer,
  confirmed_by integer,
  revoked_at integer,
  version integer,
  created_at integer
);
CREATE INDEX grant_desk ON role_grant(role,area);
CREATE INDEX grant_person ON role_grant(person_id);
CREATE UNIQUE INDEX grant_public ON role_grant(public_id);
CREATE TABLE bind_code (
  id integer PRIMARY KEY AUTOINCREMENT,
  person_id integer,
  code_hash text,
  expires integer,
  used_at integer,
  fails integer
);
CREATE UNIQUE INDEX bind_code_hash ON bind_code(code_hash);
CREATE INDEX bind_person ON bind_code(person_id);
CREATE TABLE session (
  id integer PRIMARY KEY AUTOINCREMENT,
  token_hash text,
  person_id integer,
  account_id integer,
  app text,
  created_at integer,
  last_used integer,
  revoked_at integer
);
CREATE INDEX session_person ON session(person_id);
CREATE UNIQUE INDEX session_token ON session(token_hash);
CREATE TABLE stand_in (
  id integer PRIMARY KEY AUTOINCREMENT,
  absent_id integer,
  person_id integer,
  valid_from text,
  valid_to text,
  ended_at integer,
  created_at integer
);
CREATE INDEX standin_person ON stand_in(person_id);
CREATE INDEX standin_absent ON stand_in(absent_id);
CREATE TABLE delegate (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  area text,
  register text,
  person_id integer,
  name text,
  valid_from text,
  valid_to text
);
CREATE INDEX delegate_register ON delegate(area,register);
CREATE UNIQUE INDEX delegate_public ON delegate(public_id);
CREATE TABLE relative (
  id integer PRIMARY KEY AUTOINCREMENT,
  person_id integer,
  number_index text,
  relation text,
  declared_by integer,
  confirmed_by integer,
  waits numeric,
  marked_at integer,
  created_at integer
);
CREATE INDEX relative_marked ON relative(marked_at);
CREATE UNIQUE INDEX relative_pair ON relative(person_id,number_index);
CREATE TABLE scheme_version (
  id integer PRIMARY KEY AUTOINCREMENT,
  hash text,
  key text,
  version integer,
  title text,
  source blob,
  created_at integer
);
CREATE INDEX scheme_key ON scheme_version(key);
CREATE UNIQUE INDEX scheme_hash ON scheme_version(hash);
CREATE TABLE round (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  scheme text,
  title text,
  area text,
  base_year integer,
  year integer,
  line_fen integer,
  state text,
  version integer,
  opened_at integer,
  created_at integer
);
CREATE INDEX round_area ON round(area);
CREATE UNIQUE INDEX round_public ON round(public_id);
CREATE TABLE open_door (
  id integer PRIMARY KEY AUTOINCREMENT,
  village text,
  case_type text,
  round_id integer
);
CREATE INDEX open_door_round ON open_door(round_id);
CREATE UNIQUE INDEX open_door_once ON open_door(village,case_type);
CREATE TABLE policy_told (
  id integer PRIMARY KEY AUTOINCREMENT,
  round_id integer,
  group_code text,
  person_id integer,
  day text,
  at integer
);
CREATE UNIQUE INDEX policy_told_once ON policy_told(round_id,group_code);
CREATE TABLE quota (
  id integer PRIMARY KEY AUTOINCREMENT,
  round_id integer,
  code text,
  category text,
  area text,
  level integer,
  cap integer,
  allocated integer,
  reserved integer,
  used integer,
  version integer,
  CONSTRAINT quota_cap CHECK (reserved >= 0 AND used >= 0 AND allocated >= 0 AND reserved + used <= cap AND allocated <= cap)
);
CREATE INDEX quota_area ON quota(area);
CREATE UNIQUE INDEX quota_place ON quota(round_id,code,category);
CREATE TABLE quota_move (
  id integer PRIMARY KEY AUTOINCREMENT,
  quota_id integer,
  roster_id integer,
  case_id integer,
  kind text,
  persons integer,
  at integer
);
CREATE INDEX quota_move_roster ON quota_move(roster_id);
CREATE INDEX quota_move_of ON quota_move(quota_id);
CREATE TABLE counter (
  name text,
  value integer,
  PRIMARY KEY (name)
);
CREATE TABLE cases (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  round_id integer,
  scheme text,
  type text,
  category text,
  state text,
  version integer,
  area text,
  village text,
  group_code text,
  applicant_id integer,
  filled_by integer,
  relation text,
  proxy_reason text,
  householder text,
  number_sealed blob,
  number_index text,
  phone_sealed blob,
  hardship_sealed blob,
  words_sealed blob,
  persons integer,
  receipt_no text,
  accept_no text,
  open_key text,
  open_account text,
  previous_id integer,
  sheet_id integer,
  roster_id integer,
  enters_at text,
  below_line numeric,
  has_labour numeric,
  masked numeric,
  kin_mark numeric,
  kin_decided numeric,
  end_level integer,
  end_reason text,
  ended_at integer,
  reported_at integer,
  due integer,
  state_at integer,
  created_at integer
);
CREATE INDEX case_due ON cases(due);
CREATE INDEX case_roster ON cases(roster_id);
CREATE INDEX case_sheet ON cases(sheet_id);
CREATE UNIQUE INDEX case_open_account ON cases(open_account);
CREATE UNIQUE INDEX case_open ON cases(open_key);
CREATE INDEX case_accept ON cases(accept_no);
CREATE INDEX case_receipt ON cases(receipt_no);
CREATE INDEX case_number ON cases(number_index);
CREATE INDEX case_applicant ON cases(applicant_id);
CREATE INDEX case_group ON cases(group_code);
CREATE INDEX case_village ON cases(village);
CREATE INDEX case_place ON cases(state,area);
CREATE INDEX case_round ON cases(round_id);
CREATE UNIQUE INDEX case_public ON cases(public_id);
CREATE TABLE survey (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  case_id integer,
  serial integer,
  methods text,
  day text,
  persons integer,
  form_sealed blob,
  signed_by text,
  sign_reason text,
  sign_file_id integer,
  below_line numeric,
  has_labour numeric,
  completed_at integer,
  version integer,
  created_at integer
);
CREATE UNIQUE INDEX survey_case ON survey(case_id,serial);
CREATE UNIQUE INDEX survey_public ON survey(public_id);
CREATE TABLE surveyor (
  id integer PRIMARY KEY AUTOINCREMENT,
  case_id integer,
  serial integer,
  person_id integer,
  township numeric,
  signed_at integer
);
CREATE UNIQUE INDEX surveyor_case ON surveyor(case_id,serial,person_id);
CREATE TABLE case_member (
  id integer PRIMARY KEY AUTOINCREMENT,
  case_id integer,
  number_index text
);
CREATE UNIQUE INDEX case_member_once ON case_member(case_id,number_index);
CREATE INDEX case_member_number ON case_member(number_index);
CREATE TABLE form_entry (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  object_kind text,
  object_id integer,
  "do" text,
  person_id integer,
  sealed blob,
  at integer
);
CREATE INDEX form_object ON form_entry(object_kind,object_id);
CREATE UNIQUE INDEX form_public ON form_entry(public_id);
CREATE TABLE review (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  case_id integer,
  scheme text,
  area text,
  state text,
  version integer,
  ask_sealed blob,
  result text,
  answer_sealed blob,
  due integer,
  state_at integer,
  created_at integer
);
CREATE UNIQUE INDEX review_case ON review(case_id);
CREATE UNIQUE INDEX review_public ON review(public_id);
CREATE TABLE referral (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  case_id integer,
  office text,
  consent numeric,
  day text,
  answer_sealed blob,
  answered_by integer,
  answered_at integer,
  created_at integer
);
CREATE INDEX referral_case ON referral(case_id);
CREATE UNIQUE INDEX referral_public ON referral(public_id);
CREATE TABLE group_sheet (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  round_id integer,
  group_code text,
  serial integer,
  village text,
  scheme text,
  area text,
  state text,
  version integer,
  due integer,
  state_at integer,
  created_at integer
);
CREATE INDEX sheet_village ON group_sheet(village);
CREATE UNIQUE INDEX sheet_serial ON group_sheet(round_id,group_code,serial);
CREATE UNIQUE INDEX sheet_public ON group_sheet(public_id);
CREATE TABLE meeting (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  round_id integer,
  code text,
  serial integer,
  kind text,
  day text,
  place text,
  chair text,
  register integer,
  present integer,
  witness_id integer,
  entered_by integer,
  created_at integer
);
CREATE UNIQUE INDEX meeting_place ON meeting(round_id,code,serial,kind);
CREATE UNIQUE INDEX meeting_public ON meeting(public_id);
CREATE TABLE meeting_member (
  id integer PRIMARY KEY AUTOINCREMENT,
  meeting_id integer,
  delegate_id integer,
  present numeric
);
CREATE UNIQUE INDEX meeting_member_once ON meeting_member(meeting_id,delegate_id);
CREATE TABLE vote (
  id integer PRIMARY KEY AUTOINCREMENT,
  meeting_id integer,
  case_id integer,
  yes integer,
  no integer,
  abstain integer,
  passed numeric,
  reason text
);
CREATE UNIQUE INDEX vote_case ON vote(meeting_id,case_id);
CREATE TABLE coverage_answer (
  id integer PRIMARY KEY AUTOINCREMENT,
  roster_id integer,
  meeting_id integer,
  subject text,
  answer text
);
CREATE INDEX coverage_roster ON coverage_answer(roster_id);
CREATE TABLE roster (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  round_id integer,
  village text,
  category text,
  serial integer,
  supplementary numeric,
  scheme text,
  area text,
  state text,
  state_seq integer,
  version integer,
  list_version integer,
  frozen numeric,
  meeting_id integer,
  snapshot_id integer,
  bundle_id integer,
  due integer,
  state_at integer,
  created_at integer
);
CREATE INDEX roster_due ON roster(due);
CREATE INDEX roster_bundle ON roster(bundle_id);
CREATE INDEX roster_area ON roster(area,state);
CREATE UNIQUE INDEX roster_serial ON roster(round_id,village,category,serial);
CREATE UNIQUE INDEX roster_public ON roster(public_id);
CREATE TABLE roster_row (
  id integer PRIMARY KEY AUTOINCREMENT,
  roster_id integer,
  row_no integer,
  case_id integer,
  group_no integer,
  householder text,
  masked numeric,
  persons integer,
  verdict text,
  reason text,
  held_level integer,
  question text,
  kin_mark numeric,
  judged_seq integer,
  version integer
);
CREATE INDEX row_of_case ON roster_row(case_id);
CREATE UNIQUE INDEX row_case ON roster_row(roster_id,case_id);
CREATE UNIQUE INDEX row_no ON roster_row(roster_id,row_no);
CREATE TABLE row_act (
  id integer PRIMARY KEY AUTOINCREMENT,
  case_id integer,
  roster_id integer,
  state_seq integer,
  role text,
  person_id integer,
  level integer,
  at integer
);
CREATE INDEX row_act_person ON row_act(case_id,person_id);
CREATE UNIQUE INDEX row_act_once ON row_act(case_id,roster_id,state_seq,role);
CREATE TABLE snapshot (
  id integer PRIMARY KEY AUTOINCREMENT,
  roster_id integer,
  list_version integer,
  hash text,
  content blob,
  at integer
);
CREATE INDEX snapshot_roster ON snapshot(roster_id);
CREATE TABLE bundle (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  round_id integer,
  township text,
  serial integer,
  scheme text,
  area text,
  state text,
  state_seq integer,
  version integer,
  due integer,
  state_at integer,
  created_at integer
);
CREATE INDEX bundle_area ON bundle(area);
CREATE UNIQUE INDEX bundle_serial ON bundle(round_id,township,serial);
CREATE UNIQUE INDEX bundle_public ON bundle(public_id);
CREATE TABLE publicity (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  roster_id integer,
  bundle_id integer,
  serial integer,
  at_state text,
  area text,
  snapshot_id integer,
  place text,
  days integer,
  posted text,
  first_day text,
  last_day text,
  shifted text,
  hidden_days integer,
  moves_on integer,
  state text,
  start_photo integer,
  end_photo integer,
  end_photo_on text,
  sheet_id integer,
  void_reason text,
  link text,
  version integer,
  created_at integer
);
CREATE UNIQUE INDEX publicity_link ON publicity(link);
CREATE INDEX publicity_due ON publicity(moves_on);
CREATE INDEX publicity_area ON publicity(area,state);
CREATE UNIQUE INDEX publicity_place ON publicity(roster_id,bundle_id,serial);
CREATE UNIQUE INDEX publicity_public ON publicity(public_id);
CREATE TABLE correction (
  id integer PRIMARY KEY AUTOINCREMENT,
  publicity_id integer,
  row_id integer,
  before text,
  after text,
  reason text,
  last_day text,
  moves_on integer,
  person_id integer,
  at integer
);
CREATE INDEX correction_publicity ON correction(publicity_id);
CREATE TABLE objection (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  receipt_no text,
  publicity_id integer,
  roster_id integer,
  case_id integer,
  kind text,
  secrecy text,
  objector_id integer,
  objector_mark text,
  text_sealed blob,
  scheme text,
  area text,
  state text,
  version integer,
  result text,
  answer_sealed blob,
  received text,
  entered_by integer,
  due integer,
  state_at integer,
  created_at integer
);
CREATE INDEX objection_area ON objection(area,state);
CREATE INDEX objection_case ON objection(case_id);
CREATE INDEX objection_roster ON objection(roster_id);
CREATE INDEX objection_publicity ON objection(publicity_id);
CREATE INDEX objection_receipt ON objection(receipt_no);
CREATE UNIQUE INDEX objection_public ON objection(public_id);
CREATE TABLE task (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  kind text,
  object_kind text,
  object_id integer,
  scheme text,
  machine text,
  at_state text,
  "do" text,
  for_role text,
  role text,
  desk_area text,
  person_id integer,
  area text,
  status text,
  version integer,
  count integer,
  opens_at integer,
  due integer,
  alerted integer,
  done_by integer,
  done_do text,
  done_at integer,
  created_at integer
);
CREATE INDEX task_due ON task(status,due);
CREATE INDEX task_person ON task(person_id,status,due);
CREATE INDEX task_desk ON task(role,desk_area,status,due);
CREATE INDEX task_object ON task(object_kind,object_id);
CREATE UNIQUE INDEX task_public ON task(public_id);
CREATE TABLE task_number (
  id integer PRIMARY KEY AUTOINCREMENT,
  person_id integer,
  task_id integer,
  number integer,
  version integer,
  at integer
);
CREATE INDEX number_of_person ON task_number(person_id,number);
CREATE UNIQUE INDEX number_task ON task_number(person_id,task_id);
CREATE TABLE shown (
  person_id integer,
  numbers text,
  sole_task integer,
  version integer,
  at integer,
  PRIMARY KEY (person_id)
);
CREATE TABLE pending_confirm (
  person_id integer,
  number integer,
  acts blob,
  expires integer,
  version integer,
  PRIMARY KEY (person_id)
);
CREATE TABLE decision (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  object_kind text,
  object_id integer,
  version integer,
  task_id integer,
  machine text,
  from_state text,
  to_state text,
  "do" text,
  person_id integer,
  for_id integer,
  role text,
  level integer,
  area text,
  door text,
  reason text,
  at integer,
  mac_key integer,
  mac blob
);
CREATE INDEX decision_person ON decision(person_id);
CREATE INDEX decision_task ON decision(task_id);
CREATE UNIQUE INDEX decision_once ON decision(object_kind,object_id,version);
CREATE UNIQUE INDEX decision_public ON decision(public_id);
CREATE TABLE alert (
  id integer PRIMARY KEY AUTOINCREMENT,
  task_id integer,
  step integer,
  role text,
  area text,
  at integer
);
CREATE INDEX alert_area ON alert(area);
CREATE UNIQUE INDEX alert_step ON alert(task_id,step);
CREATE TABLE file (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  store_key text,
  kind text,
  size integer,
  width integer,
  height integer,
  uploaded_by integer,
  area text,
  captured_at integer,
  created_at integer
);
CREATE INDEX file_key ON file(store_key);
CREATE UNIQUE INDEX file_public ON file(public_id);
CREATE TABLE attachment (
  id integer PRIMARY KEY AUTOINCREMENT,
  file_id integer,
  object_kind text,
  object_id integer,
  purpose text,
  at integer
);
CREATE INDEX attachment_object ON attachment(object_kind,object_id);
CREATE UNIQUE INDEX attachment_once ON attachment(file_id,object_kind,object_id,purpose);
CREATE TABLE sealed_sheet (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  object_kind text,
  object_id integer,
  purpose text,
  list_version integer,
  file_id integer,
  filed_by integer,
  filed_at integer,
  created_at integer
);
CREATE INDEX sealed_object ON sealed_sheet(object_kind,object_id);
CREATE UNIQUE INDEX sealed_public ON sealed_sheet(public_id);
CREATE TABLE inbox (
  id integer PRIMARY KEY AUTOINCREMENT,
  claim_key text,
  hash text,
  outcome blob,
  at integer
);
CREATE INDEX inbox_at ON inbox(at);
CREATE UNIQUE INDEX inbox_key ON inbox(claim_key);
CREATE TABLE mailing (
  id integer PRIMARY KEY AUTOINCREMENT,
  kind text,
  area text,
  facts blob,
  progress integer,
  done_at integer,
  created_at integer
);
CREATE INDEX mailing_done ON mailing(done_at);
CREATE TABLE message (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  person_id integer,
  mailing_id integer,
  mail_to integer,
  task_id integer,
  case_id integer,
  kind text,
  facts blob,
  link text,
  urgent numeric,
  state text,
  channel text,
  client_id text,
  msg_id text,
  attempts integer,
  due integer,
  reason text,
  told_how text,
  told_by integer,
  told_at integer,
  seen_at integer,
  end_at integer,
  version integer,
  created_at integer
);
CREATE INDEX message_msgid ON message(msg_id);
CREATE INDEX message_due ON message(state,due);
CREATE INDEX message_case ON message(case_id);
CREATE INDEX message_task ON message(task_id);
CREATE UNIQUE INDEX message_mailing ON message(mailing_id,mail_to);
CREATE INDEX message_lane ON message(person_id,state);
CREATE UNIQUE INDEX message_public ON message(public_id);
CREATE TABLE attempt (
  id integer PRIMARY KEY AUTOINCREMENT,
  message_id integer,
  channel text,
  code integer,
  result text,
  at integer
);
CREATE INDEX attempt_message ON attempt(message_id);
CREATE TABLE lane (
  person_id integer,
  until integer,
  version integer,
  PRIMARY KEY (person_id)
);
CREATE TABLE audit (
  id integer PRIMARY KEY AUTOINCREMENT,
  public_id text,
  at integer,
  person_id integer,
  for_id integer,
  role text,
  right_area text,
  grant_id integer,
  door text,
  action text,
  object_kind text,
  object_id integer,
  area text,
  from_state text,
  to_state text,
  version integer,
  scheme text,
  request_key text,
  before text,
  after text,
  note text,
  mac_key integer,
  mac blob
);
CREATE INDEX audit_object ON audit(object_kind,object_id);
CREATE INDEX audit_actor ON audit(person_id);
CREATE INDEX audit_at ON audit(at);
CREATE UNIQUE INDEX audit_public ON audit(public_id);
CREATE TABLE audit_person (
  id integer PRIMARY KEY AUTOINCREMENT,
  audit_id integer,
  number_index text,
  expires text
);
CREATE INDEX audit_person_index ON audit_person(number_index);
CREATE INDEX audit_person_row ON audit_person(audit_id);

-- The record of acts is written once: neither the application nor a slip changes it (trust §8).
-- +goose StatementBegin
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'audit is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decision_no_update BEFORE UPDATE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
-- +goose StatementEnd
-- +goose StatementBegin
CREATE TRIGGER decision_no_delete BEFORE DELETE ON decision BEGIN SELECT RAISE(ABORT, 'decision is append-only'); END;
-- +goose StatementEnd

-- +goose Down
SELECT 'forward only';
