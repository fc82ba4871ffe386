from anymail.webhooks import amazon_ses, brevo, mailgun, mailjet, postmark, sendgrid
from django.urls import path

from notifications.inbound import views
from notifications.inbound.brevo import BrevoInbound
from notifications.inbound.webhooks import of_provider, raw

app_name = "inbound"
urlpatterns = [
    path("beheer/berichten/binnen/", views.received, name="received"),
    path("beheer/berichten/binnen/<int:pk>/klaar/", views.done, name="done"),
    path("beheer/berichten/binnen/<int:pk>/overnemen/", views.take_over, name="take_over"),
    path("beheer/<slug:slug>/sprekers/<int:pk>/geschreven/", views.speaker_wrote, name="speaker_wrote"),
    path("beheer/<slug:slug>/programma/halte/<int:pk>/geschreven/", views.host_wrote, name="host_wrote"),
    path("webhooks/raw/", raw, name="raw"),
    path("webhooks/postmark/inbound/", of_provider(postmark.PostmarkInboundWebhookView)),
    path("webhooks/postmark/tracking/", of_provider(postmark.PostmarkTrackingWebhookView)),
    path("webhooks/mailgun/inbound_mime/", of_provider(mailgun.MailgunInboundWebhookView, signs=True)),
    path("webhooks/mailgun/inbound/", of_provider(mailgun.MailgunInboundWebhookView, signs=True)),
    path("webhooks/mailgun/tracking/", of_provider(mailgun.MailgunTrackingWebhookView, signs=True)),
    path("webhooks/amazon_ses/inbound/", of_provider(amazon_ses.AmazonSESInboundWebhookView)),
    path("webhooks/amazon_ses/tracking/", of_provider(amazon_ses.AmazonSESTrackingWebhookView)),
    path("webhooks/mailjet/inbound/", of_provider(mailjet.MailjetInboundWebhookView)),
    path("webhooks/mailjet/tracking/", of_provider(mailjet.MailjetTrackingWebhookView)),
    path("webhooks/brevo/inbound/", of_provider(BrevoInbound)),
    path("webhooks/brevo/tracking/", of_provider(brevo.BrevoTrackingWebhookView)),
    path("webhooks/sendgrid/inbound/", of_provider(sendgrid.SendGridInboundWebhookView)),
    path("webhooks/sendgrid/tracking/", of_provider(sendgrid.SendGridTrackingWebhookView)),
]
