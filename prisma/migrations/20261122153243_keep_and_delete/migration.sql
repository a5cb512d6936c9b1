-- AlterTable
ALTER TABLE "Recording" ADD COLUMN     "archivedAt" TIMESTAMPTZ(3),
ADD COLUMN     "deletedAt" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "ServiceRetention" (
    "serviceTypeId" TEXT NOT NULL,
    "policyId" TEXT NOT NULL,
    "givenBy" TEXT NOT NULL,
    "givenAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ServiceRetention_pkey" PRIMARY KEY ("serviceTypeId","policyId")
);

-- CreateTable
CREATE TABLE "SessionRetention" (
    "sessionId" TEXT NOT NULL,
    "policies" JSONB NOT NULL,
    "recordedAt" TIMESTAMPTZ(3) NOT NULL,
    "productEndedOn" TEXT,
    "contractEndedOn" TEXT,
    "until" TIMESTAMPTZ(3),
    "waitsFor" TEXT[],
    "disputes" TEXT[],
    "holds" INTEGER NOT NULL DEFAULT 0,
    "state" TEXT NOT NULL DEFAULT 'kept',
    "settledAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "SessionRetention_pkey" PRIMARY KEY ("sessionId")
);

-- CreateTable
CREATE TABLE "LegalHold" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "recordingId" TEXT,
    "reason" TEXT NOT NULL,
    "placedBy" TEXT NOT NULL,
    "placedAt" TIMESTAMPTZ(3) NOT NULL,
    "releaseReason" TEXT,
    "releaseRequestedBy" TEXT,
    "releaseRequestedAt" TIMESTAMPTZ(3),
    "releasedBy" TEXT,
    "releasedAt" TIMESTAMPTZ(3),

    CONSTRAINT "LegalHold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StoredObject" (
    "recordingId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sha256" TEXT NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "pieces" BYTEA NOT NULL,
    "archivedAt" TIMESTAMPTZ(3) NOT NULL,
    "checkedAt" TIMESTAMPTZ(3) NOT NULL,
    "lockedUntil" TIMESTAMPTZ(3),
    "held" BOOLEAN NOT NULL DEFAULT false,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "StoredObject_pkey" PRIMARY KEY ("recordingId","name")
);

-- CreateTable
CREATE TABLE "RecordingKey" (
    "recordingId" TEXT NOT NULL,
    "epoch" INTEGER NOT NULL,
    "masterKeyId" TEXT NOT NULL,
    "openedAt" TIMESTAMPTZ(3) NOT NULL,
    "wrapped" TEXT,
    "destroyedAt" TIMESTAMPTZ(3),

    CONSTRAINT "RecordingKey_pkey" PRIMARY KEY ("recordingId","epoch")
);

-- CreateTable
CREATE TABLE "KeyDestruction" (
    "id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "requestedBy" TEXT NOT NULL,
    "requestedAt" TIMESTAMPTZ(3) NOT NULL,
    "decidedBy" TEXT,
    "decidedAt" TIMESTAMPTZ(3),
    "certificate" JSONB,
    "certificateHash" TEXT,

    CONSTRAINT "KeyDestruction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Deletion" (
    "id" TEXT NOT NULL,
    "sessionId" TEXT NOT NULL,
    "requestedBy" TEXT,
    "reason" TEXT,
    "state" TEXT NOT NULL,
    "plan" JSONB NOT NULL,
    "startedAt" TIMESTAMPTZ(3) NOT NULL,
    "finishedAt" TIMESTAMPTZ(3),
    "locked" INTEGER NOT NULL DEFAULT 0,
    "certificate" JSONB,
    "certificateHash" TEXT,

    CONSTRAINT "Deletion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "StoreAlarm" (
    "id" TEXT NOT NULL,
    "recordingId" TEXT NOT NULL,
    "object" TEXT NOT NULL,
    "damage" TEXT NOT NULL,
    "fromByte" INTEGER NOT NULL,
    "toByte" INTEGER NOT NULL,
    "atMs" INTEGER,
    "foundAt" TIMESTAMPTZ(3) NOT NULL,
    "acknowledgedBy" TEXT,
    "acknowledgedAt" TIMESTAMPTZ(3),
    "resolvedAt" TIMESTAMPTZ(3),

    CONSTRAINT "StoreAlarm_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "SessionRetention_state_until_idx" ON "SessionRetention"("state", "until");

-- CreateIndex
CREATE INDEX "LegalHold_sessionId_idx" ON "LegalHold"("sessionId");

-- CreateIndex
CREATE INDEX "LegalHold_releasedAt_placedAt_idx" ON "LegalHold"("releasedAt", "placedAt");

-- CreateIndex
CREATE INDEX "StoredObject_deletedAt_checkedAt_idx" ON "StoredObject"("deletedAt", "checkedAt");

-- CreateIndex
CREATE INDEX "RecordingKey_masterKeyId_idx" ON "RecordingKey"("masterKeyId");

-- CreateIndex
CREATE INDEX "KeyDestruction_state_requestedAt_idx" ON "KeyDestruction"("state", "requestedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Deletion_sessionId_key" ON "Deletion"("sessionId");

-- CreateIndex
CREATE INDEX "Deletion_startedAt_idx" ON "Deletion"("startedAt");

-- CreateIndex
CREATE INDEX "StoreAlarm_recordingId_object_idx" ON "StoreAlarm"("recordingId", "object");

-- CreateIndex
CREATE INDEX "StoreAlarm_resolvedAt_foundAt_idx" ON "StoreAlarm"("resolvedAt", "foundAt");

-- What has to be kept is kept by the database itself, whoever asks. (Semicolons within functions are written as an escape: the migration tool cuts scripts at every other one.)
-- True while the session's time is not over, a dispute is open or a hold stands, and while nobody has settled how long it is kept.
CREATE FUNCTION "is_retained"(session text) RETURNS boolean LANGUAGE sql STABLE AS
E'SELECT EXISTS (SELECT 1 FROM "LegalHold" h WHERE h."sessionId" = session AND h."releasedAt" IS NULL)
  OR NOT EXISTS (SELECT 1 FROM "SessionRetention" r WHERE r."sessionId" = session
    AND r."until" IS NOT NULL AND r."until" <= now() AND coalesce(cardinality(r."disputes"), 0) = 0)';

CREATE FUNCTION "recording_is_retained"(recording text) RETURNS boolean LANGUAGE sql STABLE AS
E'SELECT coalesce((SELECT "is_retained"(r."sessionId") FROM "Recording" r WHERE r."id" = recording), true)';

CREATE FUNCTION "recording_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN
  IF TG_OP = ''DELETE'' THEN RAISE EXCEPTION ''rows of this table are never deleted''\x3b END IF\x3b
  IF OLD."deletedAt" IS NOT NULL AND NEW."deletedAt" IS DISTINCT FROM OLD."deletedAt" THEN RAISE EXCEPTION ''what was deleted stays deleted''\x3b END IF\x3b
  IF NEW."deletedAt" IS NOT NULL AND OLD."deletedAt" IS NULL AND "is_retained"(OLD."sessionId") THEN RAISE EXCEPTION ''retained: the session has to be kept''\x3b END IF\x3b
  RETURN NEW\x3b
END';
CREATE TRIGGER "recording_is_kept" BEFORE UPDATE OF "deletedAt" OR DELETE ON "Recording"
FOR EACH ROW EXECUTE FUNCTION "recording_is_kept"();

CREATE FUNCTION "stored_object_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN
  IF TG_OP = ''DELETE'' THEN RAISE EXCEPTION ''rows of this table are never deleted''\x3b END IF\x3b
  IF (NEW."recordingId", NEW."name", NEW."sha256", NEW."sizeBytes", NEW."pieces", NEW."archivedAt") IS DISTINCT FROM (OLD."recordingId", OLD."name", OLD."sha256", OLD."sizeBytes", OLD."pieces", OLD."archivedAt")
    THEN RAISE EXCEPTION ''stored objects are never changed''\x3b END IF\x3b
  IF OLD."deletedAt" IS NOT NULL AND NEW."deletedAt" IS DISTINCT FROM OLD."deletedAt" THEN RAISE EXCEPTION ''what was deleted stays deleted''\x3b END IF\x3b
  IF NEW."deletedAt" IS NOT NULL AND OLD."deletedAt" IS NULL AND "recording_is_retained"(OLD."recordingId") THEN RAISE EXCEPTION ''retained: the session has to be kept''\x3b END IF\x3b
  RETURN NEW\x3b
END';
CREATE TRIGGER "stored_object_is_kept" BEFORE UPDATE OR DELETE ON "StoredObject"
FOR EACH ROW EXECUTE FUNCTION "stored_object_is_kept"();

CREATE FUNCTION "recording_key_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN
  IF TG_OP = ''DELETE'' THEN RAISE EXCEPTION ''rows of this table are never deleted''\x3b END IF\x3b
  IF OLD."wrapped" IS NULL AND NEW."wrapped" IS NOT NULL THEN RAISE EXCEPTION ''a key that was destroyed stays destroyed''\x3b END IF\x3b
  IF NEW."wrapped" IS NULL AND OLD."wrapped" IS NOT NULL AND "recording_is_retained"(OLD."recordingId") THEN RAISE EXCEPTION ''retained: the session has to be kept''\x3b END IF\x3b
  RETURN NEW\x3b
END';
CREATE TRIGGER "recording_key_is_kept" BEFORE UPDATE OR DELETE ON "RecordingKey"
FOR EACH ROW EXECUTE FUNCTION "recording_key_is_kept"();

CREATE FUNCTION "sealed_column_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN
  IF TG_OP = ''UPDATE'' AND (NEW."sealed" IS NOT NULL OR OLD."sealed" IS NULL) THEN RETURN NEW\x3b END IF\x3b
  IF "is_retained"(OLD."sessionId") THEN RAISE EXCEPTION ''retained: the session has to be kept''\x3b END IF\x3b
  IF TG_OP = ''DELETE'' THEN RETURN OLD\x3b END IF\x3b
  RETURN NEW\x3b
END';
CREATE TRIGGER "document_is_kept" BEFORE UPDATE OF "sealed" OR DELETE ON "SessionDocument"
FOR EACH ROW EXECUTE FUNCTION "sealed_column_is_kept"();
CREATE TRIGGER "still_is_kept" BEFORE UPDATE OF "sealed" OR DELETE ON "IdentityStill"
FOR EACH ROW EXECUTE FUNCTION "sealed_column_is_kept"();
CREATE TRIGGER "verification_is_kept" BEFORE UPDATE OF "sealed" OR DELETE ON "IdentityVerification"
FOR EACH ROW EXECUTE FUNCTION "sealed_column_is_kept"();

CREATE FUNCTION "retention_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN
  IF TG_OP = ''DELETE'' THEN RAISE EXCEPTION ''rows of this table are never deleted''\x3b END IF\x3b
  IF OLD."until" IS NOT NULL AND NEW."until" IS NOT NULL AND NEW."until" < OLD."until" THEN RAISE EXCEPTION ''what is kept is never kept shorter''\x3b END IF\x3b
  IF OLD."state" = ''deleted'' AND NEW."state" <> ''deleted'' THEN RAISE EXCEPTION ''what was deleted stays deleted''\x3b END IF\x3b
  IF OLD."state" = ''kept'' AND NEW."state" <> ''kept'' AND "is_retained"(OLD."sessionId") THEN RAISE EXCEPTION ''retained: the session has to be kept''\x3b END IF\x3b
  RETURN NEW\x3b
END';
CREATE TRIGGER "retention_is_kept" BEFORE UPDATE OR DELETE ON "SessionRetention"
FOR EACH ROW EXECUTE FUNCTION "retention_is_kept"();

CREATE FUNCTION "legal_hold_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN
  IF TG_OP = ''DELETE'' THEN RAISE EXCEPTION ''rows of this table are never deleted''\x3b END IF\x3b
  IF OLD."releasedAt" IS NOT NULL THEN RAISE EXCEPTION ''a hold that was released is never changed''\x3b END IF\x3b
  IF (NEW."id", NEW."sessionId", NEW."recordingId", NEW."reason", NEW."placedBy", NEW."placedAt") IS DISTINCT FROM (OLD."id", OLD."sessionId", OLD."recordingId", OLD."reason", OLD."placedBy", OLD."placedAt")
    THEN RAISE EXCEPTION ''what a hold is for is never changed''\x3b END IF\x3b
  IF NEW."releasedAt" IS NOT NULL AND (NEW."releasedBy" IS NULL OR OLD."releaseRequestedBy" IS NULL OR NEW."releasedBy" = OLD."releaseRequestedBy" OR NEW."releaseRequestedBy" IS DISTINCT FROM OLD."releaseRequestedBy")
    THEN RAISE EXCEPTION ''a hold is released by a second person''\x3b END IF\x3b
  RETURN NEW\x3b
END';
CREATE TRIGGER "legal_hold_is_kept" BEFORE UPDATE OR DELETE ON "LegalHold"
FOR EACH ROW EXECUTE FUNCTION "legal_hold_is_kept"();

CREATE FUNCTION "certificate_is_kept"() RETURNS trigger LANGUAGE plpgsql AS
E'BEGIN
  IF TG_OP = ''DELETE'' OR OLD."certificate" IS NOT NULL THEN RAISE EXCEPTION ''certificates are never changed''\x3b END IF\x3b
  RETURN NEW\x3b
END';
CREATE TRIGGER "deletion_is_kept" BEFORE UPDATE OR DELETE ON "Deletion"
FOR EACH ROW EXECUTE FUNCTION "certificate_is_kept"();
CREATE TRIGGER "key_destruction_is_kept" BEFORE UPDATE OR DELETE ON "KeyDestruction"
FOR EACH ROW EXECUTE FUNCTION "certificate_is_kept"();
