"""Forms made from instruments, and the small forms of the other verbs."""

from assessments.forms.acts import DiscardForm, EventForm, HandOffForm, VoidForm
from assessments.forms.check import FollowUpForm
from assessments.forms.questions import QuestionForm

__all__ = ["DiscardForm", "EventForm", "FollowUpForm", "HandOffForm", "QuestionForm", "VoidForm"]
