"""Instruments and records in the form of FHIR R4: Questionnaire and QuestionnaireResponse."""
