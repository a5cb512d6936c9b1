-- The audit log and what rules found are only ever added to. (The semicolon is written as an escape: the migration tool cuts scripts at every other one.)
CREATE FUNCTION "row_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN RAISE EXCEPTION ''rows of this table are never changed''\x3b END';

CREATE TRIGGER "audit_event_is_kept" BEFORE UPDATE OR DELETE ON "AuditEvent"
FOR EACH ROW EXECUTE FUNCTION "row_is_kept"();

CREATE TRIGGER "inspection_is_kept" BEFORE UPDATE OR DELETE ON "Inspection"
FOR EACH ROW EXECUTE FUNCTION "row_is_kept"();

CREATE TRIGGER "finding_is_kept" BEFORE UPDATE OR DELETE ON "Finding"
FOR EACH ROW EXECUTE FUNCTION "row_is_kept"();
