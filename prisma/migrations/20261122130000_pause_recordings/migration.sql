-- AlterTable
ALTER TABLE "Call" ADD COLUMN     "recordingPaused" BOOLEAN;
