-- Values and files of packages go with the session that they belong to, not before. (Semicolons within functions are written as an escape: the migration tool cuts scripts at every other one.)
CREATE FUNCTION "value_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN
  IF TG_OP = ''UPDATE'' AND (NEW."sealed" IS NOT NULL OR OLD."sealed" IS NULL) THEN RETURN NEW\x3b END IF\x3b
  IF EXISTS (SELECT 1 FROM "SessionRetention" r WHERE r."sessionId" = OLD."sessionId") AND "is_retained"(OLD."sessionId")
    OR EXISTS (SELECT 1 FROM "LegalHold" h WHERE h."sessionId" = OLD."sessionId" AND h."releasedAt" IS NULL)
    THEN RAISE EXCEPTION ''retained: the session has to be kept''\x3b END IF\x3b
  IF TG_OP = ''DELETE'' THEN RETURN OLD\x3b END IF\x3b
  RETURN NEW\x3b
END';
CREATE TRIGGER "value_is_kept" BEFORE UPDATE OF "sealed" OR DELETE ON "PersonalValue"
FOR EACH ROW EXECUTE FUNCTION "value_is_kept"();

CREATE FUNCTION "sealed_file_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN
  IF TG_OP = ''UPDATE'' AND (NEW."sealed" IS NOT NULL OR OLD."sealed" IS NULL) THEN RETURN NEW\x3b END IF\x3b
  IF "is_retained"((SELECT s."sessionId" FROM "Seal" s WHERE s."id" = OLD."sealId")) THEN RAISE EXCEPTION ''retained: the session has to be kept''\x3b END IF\x3b
  IF TG_OP = ''DELETE'' THEN RETURN OLD\x3b END IF\x3b
  RETURN NEW\x3b
END';
CREATE TRIGGER "sealed_file_is_kept" BEFORE UPDATE OF "sealed" OR DELETE ON "SealedFile"
FOR EACH ROW EXECUTE FUNCTION "sealed_file_is_kept"();
